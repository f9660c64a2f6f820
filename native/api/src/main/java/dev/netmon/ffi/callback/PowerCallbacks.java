// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.callback;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The Java end of all suspend and resume notifications of the process.
 *
 * <p>The vendor does not promise that unregistering waits for a callback that is running, so the code it runs through
 * can never be freed. There is one for the whole process, and the context number says whom to tell: a number that is
 * forgotten is told nobody.
 */
public final class PowerCallbacks {

    private static final int ERROR_SUCCESS = 0;

    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final Map<Long, IntConsumer> RECEIVERS = new ConcurrentHashMap<>();

    private PowerCallbacks() {}

    /** Remembers a receiver; what it returns is the context to register with. */
    public static long remember(IntConsumer receiver) {
        long context = NEXT.getAndIncrement();
        RECEIVERS.put(context, receiver);
        return context;
    }

    /** Forgets a receiver. */
    public static void forget(long context) {
        RECEIVERS.remove(context);
    }

    /**
     * {@code ULONG DeviceNotifyCallbackRoutine(PVOID Context, ULONG Type, PVOID Setting)} arrived. Throws nothing.
     *
     * @return what the routine must return
     */
    public static int called(long context, int type, long setting) {
        try {
            IntConsumer receiver = RECEIVERS.get(context);
            if (receiver != null) {
                ForeignThread thread = ForeignThread.current();
                thread.enter();
                try {
                    receiver.accept(type);
                } finally {
                    thread.leave();
                }
            }
        } catch (Throwable swallowed) {
            // As in MibCallback.
        }
        return ERROR_SUCCESS;
    }
}
