// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.MibKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost wake-up ends
class ChangeQueueTest {
    private final ChangeQueue queue = new ChangeQueue();

    @Test
    void anEmptyOneHasNothing() {
        assertNull(queue.next());
        assertNull(queue.nextPower());
        assertEquals(0, queue.beyond(MibKind.ROUTE));
        assertFalse(queue.await(0));
    }

    @Test
    void changesComeOutInTheirOrder() {
        queue.changed(MibKind.ROUTE, 1, null);
        queue.changed(MibKind.IP_INTERFACE, 2, null);

        assertTrue(queue.await(Long.MAX_VALUE));
        assertEquals(new ChangeQueue.Change(MibKind.ROUTE, 1, null), queue.next());
        assertEquals(new ChangeQueue.Change(MibKind.IP_INTERFACE, 2, null), queue.next());
        assertFalse(queue.await(0));
    }

    @Test
    void beyondTheBoundTheyAreCountedByKind() {
        for (int i = 0; i < ChangeQueue.MOST + 3; i++) {
            queue.changed(MibKind.ROUTE, i, null);
        }
        queue.changed(MibKind.UNICAST_ADDRESS, 0, null);

        for (int i = 0; i < ChangeQueue.MOST; i++) {
            assertEquals(i, queue.next().type());
        }
        assertNull(queue.next());
        assertTrue(queue.await(0), "those beyond are a reason too");
        assertEquals(3, queue.beyond(MibKind.ROUTE));
        assertEquals(1, queue.beyond(MibKind.UNICAST_ADDRESS));
        assertEquals(0, queue.beyond(MibKind.ROUTE));
        queue.changed(MibKind.ROUTE, 7, null);
        assertEquals(7, queue.next().type(), "there is room again");
    }

    @Test
    void aSuspendIsAReason() {
        PowerChange change = new PowerChange(4, 1, 2);
        queue.power(change);

        assertTrue(queue.await(0));
        assertEquals(change, queue.nextPower());
        assertFalse(queue.await(0));
    }

    @Test
    void suspendsAreBounded() {
        for (int i = 0; i < 1000; i++) {
            queue.power(new PowerChange(4, i, i));
        }
        int kept = 0;
        while (queue.nextPower() != null) {
            kept++;
        }
        assertEquals(64, kept);
    }

    @Test
    void aWakeUpStaysUntilItIsTaken() {
        queue.wake();
        assertTrue(queue.await(Long.MAX_VALUE));
        assertTrue(queue.await(Long.MAX_VALUE));
        queue.awake();
        assertFalse(queue.await(0));
    }

    /** A round ends only if the call of the other thread reached a wait that had begun, or was about to. */
    @Test
    void noWakeUpSlipsThrough() throws InterruptedException {
        int rounds = 20_000;
        Semaphore taken = new Semaphore(0);
        Thread waiter = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                while (!queue.await(Long.MAX_VALUE)) {}
                queue.next();
                taken.release();
            }
        });
        waiter.start();
        for (int i = 0; i < rounds; i++) {
            queue.changed(MibKind.ROUTE, i, null);
            taken.acquire();
        }
        waiter.join();
        assertNull(queue.next());
    }

    @Test
    void eightThreadsLoseNothing() throws InterruptedException {
        int each = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    queue.changed(MibKind.ROUTE, n, null);
                }
            });
            threads.add(thread);
            thread.start();
        }
        long taken = 0;
        while (taken < 8L * each) {
            while (!queue.await(Long.MAX_VALUE)) {}
            while (queue.next() != null) {
                taken++;
            }
            taken += queue.beyond(MibKind.ROUTE);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(8L * each, taken);
        assertFalse(queue.await(0));
    }
}
