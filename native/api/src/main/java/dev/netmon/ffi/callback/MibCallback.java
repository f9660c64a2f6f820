// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.callback;

import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The Java end of a notification: called by foreign threads, several at a time, until it is shut.
 *
 * <p>Shutting it also lets go of the receiver, so that code Windows never lets us free keeps nothing of the user's alive.
 */
public final class MibCallback {

    private static final long NULL = 0;

    private final MibKind kind;
    private final RowReader rows;
    private volatile @Nullable MibChangeReceiver receiver;

    /** How a twin reads the memory of C. */
    @FunctionalInterface
    public interface RowReader {

        /** A copy of {@code bytes} bytes from {@code address} on; called while the row is valid. */
        byte[] copy(long address, int bytes);
    }

    /** An open callback. */
    public MibCallback(MibKind kind, MibChangeReceiver receiver, RowReader rows) {
        this.kind = kind;
        this.receiver = receiver;
        this.rows = rows;
    }

    /** A callback that tells nobody, to be called once so that no class is loaded on a foreign thread. */
    public static MibCallback rehearsal(RowReader rows) {
        return new MibCallback(MibKind.ROUTE, (kind, type, key) -> {}, rows);
    }

    /**
     * A callback arrived. Throws nothing, not even an error of the JVM: what leaves here ends the process.
     *
     * @param context what was given at registration; not looked at
     * @param row the address of the row, 0 for none; valid until this returns
     */
    public void called(long context, long row, int type) {
        try {
            MibChangeReceiver told = receiver;
            if (told != null) {
                ForeignThread thread = ForeignThread.current();
                thread.enter();
                try {
                    told.changed(kind, type, row == NULL ? null : key(row));
                } finally {
                    thread.leave();
                }
            }
        } catch (Throwable swallowed) {
            // There is nobody to tell on this thread; MibChangeReceiver says so.
        }
    }

    private ByteBuffer key(long row) {
        return ByteBuffer.wrap(rows.copy(row, kind.keyBytes())).order(ByteOrder.nativeOrder());
    }

    /** From now on nothing is told; one that is running comes to its end. */
    public void shut() {
        receiver = null;
    }
}
