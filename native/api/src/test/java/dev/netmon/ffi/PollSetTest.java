// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The poll array, against a fake kernel; runs on every system. */
class PollSetTest {

    private static final class Kernel extends FakeLibrary {
        private int answer;
        private long asked;
        private final int[] fds = new int[2];
        private final int[] events = new int[2];

        @Override
        public int ppoll(ByteBuffer pollfds, int count, long timeoutNanos) {
            assertEquals(2, count);
            assertEquals(16, pollfds.remaining());
            asked = timeoutNanos;
            for (int slot = 0; slot < count; slot++) {
                fds[slot] = pollfds.getInt(slot * 8);
                events[slot] = pollfds.getShort(slot * 8 + 4);
                if (answer > 0) {
                    pollfds.putShort(slot * 8 + 6, (short) (fds[slot] < 0 ? 0 : 0x19));
                }
            }
            return answer;
        }
    }

    @Test
    void slotsAreWatchedAndRead() {
        Kernel kernel = new Kernel();
        PollSet set = new PollSet(kernel, 2);
        set.watch(1, 7, LinuxConstants.POLLIN);
        kernel.answer = 1;
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(LinuxLibrary.FOREVER, kernel.asked);
        assertEquals(-1, kernel.fds[0]);
        assertEquals(7, kernel.fds[1]);
        assertEquals(LinuxConstants.POLLIN, kernel.events[1]);
        assertEquals(0, set.ready(0));
        assertEquals(0x19, set.ready(1));
    }

    @Test
    void aFailureFindsNothingReady() {
        Kernel kernel = new Kernel();
        PollSet set = new PollSet(kernel, 2);
        set.watch(0, 7, LinuxConstants.POLLIN);
        kernel.answer = 1;
        set.await(0);
        kernel.answer = -LinuxConstants.EINTR;
        assertEquals(-LinuxConstants.EINTR, set.await(0));
        assertEquals(0, set.ready(0));
    }

    @Test
    void anEmptiedSlotIsNotWatched() {
        Kernel kernel = new Kernel();
        PollSet set = new PollSet(kernel, 2);
        set.watch(0, 7, LinuxConstants.POLLIN);
        set.clear(0);
        set.await(0);
        assertEquals(-1, kernel.fds[0]);
        assertThrows(IndexOutOfBoundsException.class, () -> set.watch(2, 1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> set.ready(-1));
    }

    @Test
    void aSystemThatCountsInMillisecondsWaitsTooLongRatherThanTooShort() {
        assertEquals(0, millis(Long.MIN_VALUE));
        assertEquals(0, millis(-1));
        assertEquals(0, millis(0));
        assertEquals(1, millis(1));
        assertEquals(1, millis(1_000_000));
        assertEquals(2, millis(1_000_001));
        assertEquals(DarwinLibrary.FOREVER - 1, millis(LinuxLibrary.FOREVER - 1), "24 days, and then again");
        assertEquals(DarwinLibrary.FOREVER, millis(LinuxLibrary.FOREVER));
    }

    private static int millis(long nanos) {
        List<Object> asked = new ArrayList<>();
        DarwinLibrary kernel = (DarwinLibrary) Proxy.newProxyInstance(
                PollSetTest.class.getClassLoader(),
                new Class<?>[] {DarwinLibrary.class},
                (proxy, method, arguments) -> {
                    asked.add(arguments[2]);
                    return 0;
                });
        assertEquals(0, new PollSet(kernel, 1).await(nanos));
        return (int) asked.get(0);
    }
}
