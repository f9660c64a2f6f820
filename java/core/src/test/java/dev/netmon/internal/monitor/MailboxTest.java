// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final Moment AT = new Moment(0, Instant.EPOCH);

    private static LinkChange change(long seq) {
        return change(seq, Significance.NONE, Reason.UNRELATED_ROUTE);
    }

    private static LinkChange change(long seq, Significance significance, Reason reason) {
        return new LinkChange(
                AT,
                seq,
                significance,
                Set.of(reason),
                1,
                seq,
                false,
                false,
                false,
                List.of(),
                0,
                new NetworkState(AT, List.of(), null, null));
    }

    private static RawEvent raw(int number) {
        return new RawEvent(AT, RawEvent.Kind.ROUTE, RawEvent.Op.NEW, null, number, "");
    }

    @Test
    void callsInOrderOnAThreadOfItsOwn() {
        Told told = new Told();
        Mailbox mailbox = new Mailbox(told);
        List<Object> sent = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            RawEvent raw = raw(i);
            mailbox.raw(raw);
            sent.add(raw);
            LinkChange change = change(i);
            mailbox.changed(change);
            sent.add(change);
        }
        Patience.until("all told", () -> told.all.size() == 40);
        mailbox.close();
        assertEquals(sent, told.all);
        assertTrue(told.thread.getName().startsWith("netmon-listener-"));
        assertTrue(told.thread.isDaemon());
    }

    @Test
    void aBusyListenerGetsSixtyFourChangesApartAndTheRestMerged() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(1));
        Patience.await(told.called);
        for (int i = 2; i <= 100; i++) {
            mailbox.changed(i == 70 ? change(i, Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED) : change(i));
        }
        told.release.countDown();
        Patience.until("all told", () -> told.changes.size() == 1 + Mailbox.CHANGES);
        mailbox.close();
        LinkChange last = told.changes.get(Mailbox.CHANGES);
        assertEquals(100, last.seq());
        assertEquals(Significance.REBIND, last.significance());
        assertEquals(Set.of(Reason.DEFAULT_INTERFACE_CHANGED, Reason.UNRELATED_ROUTE), last.reasons());
        assertEquals(100, told.changes.stream().mapToLong(LinkChange::rawEvents).sum());
        for (int i = 0; i < Mailbox.CHANGES; i++) {
            assertEquals(i + 1, told.changes.get(i).seq());
        }
    }

    @Test
    void aMergedChangeStaysBehindTheRawEventsThatLedToIt() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(1));
        Patience.await(told.called);
        for (int i = 2; i <= 70; i++) {
            mailbox.raw(raw(i));
            mailbox.changed(change(i));
        }
        told.release.countDown();
        Patience.until("all told", () -> told.all.size() == 1 + 69 + Mailbox.CHANGES);
        mailbox.close();
        long seen = 0;
        for (Object one : told.all) {
            if (one instanceof RawEvent raw) {
                seen = raw.index();
            } else {
                assertTrue(((LinkChange) one).seq() <= Math.max(1, seen), "a change before what led to it");
            }
        }
        assertEquals(70, told.changes.get(told.changes.size() - 1).seq());
    }

    @Test
    void rawEventsBeyondTheLimitAreCountedAndTold() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.raw(raw(0));
        Patience.await(told.called);
        for (int i = 1; i <= Mailbox.RAW_EVENTS; i++) {
            mailbox.raw(raw(i));
        }
        mailbox.raw(raw(-1));
        mailbox.changed(change(1));
        mailbox.raw(raw(-1));
        mailbox.raw(raw(-1));
        CountDownLatch end = new CountDownLatch(1);
        List<Object> tail = new ArrayList<>();
        told.release.countDown();
        Patience.until("all told", () -> told.all.size() == 1 + Mailbox.RAW_EVENTS + 2);
        mailbox.raw(raw(9));
        Patience.until("told again", () -> told.all.size() == 1 + Mailbox.RAW_EVENTS + 3);
        end.countDown();
        mailbox.close();
        tail.addAll(told.all.subList(Mailbox.RAW_EVENTS, told.all.size()));
        assertEquals(Mailbox.RAW_EVENTS, ((RawEvent) tail.get(0)).index());
        assertEquals(3L, tail.get(1), "missed before the next call");
        assertEquals(1, ((LinkChange) tail.get(2)).seq());
        assertEquals(9, ((RawEvent) tail.get(3)).index());
    }

    @Test
    void aListenerThatBlocksForEverDoesNotFillTheMemory() throws Exception {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(0));
        Patience.await(told.called);
        for (int i = 0; i < Mailbox.RAW_EVENTS; i++) {
            mailbox.raw(raw(i));
        }
        for (int i = 1; i <= 10_000; i++) {
            mailbox.changed(change(i));
            mailbox.raw(raw(i));
        }
        Field queue = Mailbox.class.getDeclaredField("queue");
        queue.setAccessible(true);
        assertEquals(Mailbox.RAW_EVENTS + Mailbox.CHANGES + 1, ((Collection<?>) queue.get(mailbox)).size());
        told.release.countDown();
        mailbox.close();
    }

    @Test
    void aListenerIsToldOnceWhenNothingWaitsAnyMore() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.raw(raw(0));
        Patience.await(told.called);
        for (int i = 1; i <= 200; i++) {
            mailbox.raw(raw(i));
        }
        mailbox.changed(change(1));
        told.release.countDown();
        Patience.until("caught up", () -> told.caughtUp.size() == 1);
        assertEquals(202, told.caughtUp.get(0), "calls before it");
        mailbox.raw(raw(201));
        Patience.until("caught up again", () -> told.caughtUp.size() == 2);
        mailbox.close();
        assertEquals(List.of(202, 203), told.caughtUp);
    }

    @Test
    void aListenerThatThrowsIsKept() {
        Told told = new Told() {
            @Override
            public void changed(LinkChange change) {
                super.changed(change);
                if (change.seq() == 1) {
                    throw new IllegalStateException("on purpose");
                }
                if (change.seq() == 2) {
                    throw new AssertionError("on purpose");
                }
            }
        };
        Mailbox mailbox = new Mailbox(told);
        for (int i = 1; i <= 3; i++) {
            mailbox.changed(change(i));
        }
        Patience.until("told on", () -> told.changes.size() == 3);
        mailbox.close();
    }

    @Test
    void aListenerThatLeavesItsThreadInterruptedDoesNotMakeItSpin() {
        Told told = new Told() {
            @Override
            public void changed(LinkChange change) {
                Thread.currentThread().interrupt();
                super.changed(change);
            }
        };
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(1));
        Patience.await(told.called);
        Patience.until(
                "waits again", () -> !told.thread.isInterrupted() && told.thread.getState() == Thread.State.WAITING);
        mailbox.changed(change(2));
        Patience.until("told on", () -> told.changes.size() == 2);
        mailbox.close();
    }

    @Test
    void afterCloseNothingOfWhatWaitedIsTold() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(1));
        Patience.await(told.called);
        mailbox.changed(change(2));
        Thread closer = new Thread(mailbox::close);
        closer.start();
        Patience.until("waits for the running call", () -> closer.getState() == Thread.State.WAITING);
        told.release.countDown();
        Patience.join(closer);
        assertFalse(told.thread.isAlive());
        assertEquals(1, told.changes.size());
        mailbox.changed(change(3));
        assertEquals(1, told.changes.size());
    }

    @Test
    void anInterruptedCloserWaitsAllTheSameAndStaysInterrupted() {
        Told told = Told.blocked();
        Mailbox mailbox = new Mailbox(told);
        mailbox.changed(change(1));
        Patience.await(told.called);
        boolean[] interrupted = new boolean[1];
        Thread closer = new Thread(() -> {
            mailbox.close();
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        closer.start();
        Patience.until("waits for the running call", () -> closer.getState() == Thread.State.WAITING);
        closer.interrupt();
        Patience.until("waits again", () -> closer.getState() == Thread.State.WAITING && !closer.isInterrupted());
        told.release.countDown();
        Patience.join(closer);
        assertTrue(interrupted[0]);
    }
}
