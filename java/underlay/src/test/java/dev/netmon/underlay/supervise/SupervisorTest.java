// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import static dev.netmon.Significance.NONE;
import static dev.netmon.Significance.REBIND;
import static dev.netmon.Significance.REPROBE;
import static dev.netmon.underlay.supervise.FakeMonitor.Net.DOWN;
import static dev.netmon.underlay.supervise.FakeMonitor.Net.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread around the schedule; what depends on time alone is proved there, on fake time. */
final class SupervisorTest {

    private static final Duration SOME = Duration.ofMillis(200);
    private static final SupervisorOptions QUICK =
            SupervisorOptions.defaults().withMinInterval(SOME).withPatience(SOME);

    private final FakeMonitor monitor = new FakeMonitor("fake", UP);
    private final Recorder reaction = new Recorder();

    /** Keeps what was called, with the time; fails and blocks as told. */
    private static final class Recorder implements Reaction, SupervisorListener {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final List<Long> starts = new CopyOnWriteArrayList<>();
        final List<Long> ends = new CopyOnWriteArrayList<>();
        final List<String> heard = new CopyOnWriteArrayList<>();
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile Runnable inside = () -> {};

        @Override
        public void rebindAndReprobe(Significance significance) throws Exception {
            starts.add(System.nanoTime());
            calls.add(significance.label());
            gate.await();
            inside.run();
            ends.add(System.nanoTime());
            Throwable failure = failures.poll();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof Exception exception) {
                throw exception;
            }
        }

        @Override
        public void measureNow() {
            calls.add("measure");
        }

        @Override
        public void stopMeasuring() {
            calls.add("stop");
        }

        @Override
        public void waiting(Duration patience) {
            heard.add("waiting");
        }

        @Override
        public void started(Significance significance) {
            heard.add("started " + significance.label());
        }

        @Override
        public void completed(Significance significance, Duration took) {
            heard.add("completed " + significance.label());
            throw new IllegalStateException("a listener that throws is kept");
        }

        @Override
        public void failed(Significance significance, Throwable failure, Duration pause) {
            heard.add("failed " + significance.label());
        }

        void await(String call, int times) {
            Await.until(
                    times + " x " + call,
                    () -> calls.stream().filter(call::equals).count() == times,
                    () -> calls);
        }

        /** The calls without those that end measurements. */
        List<String> actions() {
            return calls.stream().filter(call -> !call.equals("stop")).toList();
        }
    }

    private Supervisor supervise(SupervisorOptions options) {
        Supervisor supervisor = Supervisor.over(monitor, reaction, options);
        supervisor.watch(reaction);
        return supervisor;
    }

    /** Lets everything that is wanted run, and waits for the end. */
    private void settle(Supervisor supervisor) {
        supervisor.finish();
        Await.until("the thread has ended", () -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("netmon-supervisor"))
                .count();
    }

    @Test
    void oneEventGivesExactlyOneRebindAndOneMeasure() {
        try (Supervisor supervisor = supervise(QUICK)) {
            monitor.tell(REBIND, UP, Reason.DEFAULT_INTERFACE_CHANGED);
            reaction.await("measure", 1);
            settle(supervisor);
            assertEquals(List.of("rebind", "measure"), reaction.actions());
            assertEquals(List.of("started rebind", "completed rebind"), reaction.heard);
        }
    }

    @Test
    void ofTwoWithinTheIntervalTheSecondIsDeferredAndCountedFromCompletion() {
        try (Supervisor supervisor = supervise(QUICK)) {
            reaction.inside = () -> {
                if (reaction.calls.size() <= 2) {
                    monitor.tell(REPROBE, UP);
                }
            };
            monitor.tell(REBIND, UP);
            reaction.await("measure", 2);
            settle(supervisor);
            assertEquals(List.of("rebind", "measure", "reprobe", "measure"), reaction.actions());
            assertTrue(reaction.starts.get(1) - reaction.ends.get(0) >= SOME.toNanos());
        }
    }

    @Test
    void threeWithinTheIntervalGiveOneDeferred() {
        try (Supervisor supervisor = supervise(QUICK.withMinInterval(Duration.ofSeconds(1)))) {
            reaction.gate = new CountDownLatch(1);
            monitor.tell(REBIND, UP);
            reaction.await("rebind", 1);
            monitor.tell(REPROBE, UP);
            monitor.tell(REBIND, UP);
            monitor.tell(REPROBE, UP);
            reaction.gate.countDown();
            settle(supervisor);
            assertEquals(List.of("rebind", "measure", "rebind", "measure"), reaction.actions());
        }
    }

    @Test
    void shutdownWinsOverAPendingDeferral() {
        Supervisor supervisor = supervise(QUICK.withMinInterval(Duration.ofHours(1)));
        monitor.tell(REBIND, UP);
        reaction.await("measure", 1);
        monitor.tell(REBIND, UP);
        supervisor.close();
        assertEquals(List.of("rebind", "measure"), reaction.actions());
        assertEquals(0, threads());
        assertEquals(0, monitor.listeners());
    }

    @Test
    void onceShutDownNothingStarts() {
        Supervisor supervisor = supervise(QUICK);
        supervisor.close();
        supervisor.close();
        monitor.tell(REBIND, UP);
        supervisor.request(REBIND);
        assertEquals(List.of(), reaction.actions());
        assertEquals(0, threads());
    }

    @Test
    void aReactionUnderAShutdownIsTheLastAndMeasuresNothing() throws Exception {
        Supervisor supervisor = supervise(QUICK);
        reaction.gate = new CountDownLatch(1);
        monitor.tell(REBIND, UP);
        reaction.await("rebind", 1);
        Thread closer = new Thread(supervisor::close);
        closer.start();
        Await.until("the close has begun", () -> monitor.listeners() == 0);
        reaction.gate.countDown();
        closer.join();
        assertEquals(List.of("rebind"), reaction.actions());
    }

    @Test
    void aReactionMayCloseItsSupervisor() {
        Supervisor supervisor = supervise(QUICK);
        reaction.inside = supervisor::close;
        monitor.tell(REBIND, UP);
        Await.until("it ended", () -> threads() == 0);
        assertEquals(List.of("rebind"), reaction.actions());
    }

    @Test
    void aSourceThatEndedWithADeferralPendingStillRunsIt() {
        Supervisor supervisor = supervise(QUICK);
        monitor.tell(REBIND, UP);
        reaction.await("measure", 1);
        monitor.tell(REBIND, UP);
        settle(supervisor);
        assertEquals(List.of("rebind", "measure", "rebind", "measure"), reaction.actions());
        supervisor.close();
    }

    @Test
    void aFailedReactionIsRetriedAndDoesNotMeasure() {
        try (Supervisor supervisor = supervise(QUICK)) {
            reaction.failures.add(new IOException("no socket"));
            reaction.failures.add(new AssertionError("not even an error ends the thread"));
            monitor.tell(REBIND, UP);
            reaction.await("measure", 1);
            settle(supervisor);
            assertEquals(List.of("rebind", "rebind", "rebind", "measure"), reaction.actions());
            assertEquals(
                    List.of(
                            "started rebind",
                            "failed rebind",
                            "started rebind",
                            "failed rebind",
                            "started rebind",
                            "completed rebind"),
                    reaction.heard);
        }
    }

    @Test
    void aNewChangeEndsThePauseAfterFailures() {
        try (Supervisor supervisor = supervise(QUICK.withMinInterval(Duration.ZERO))) {
            for (int i = 0; i < 3; i++) {
                reaction.failures.add(new IOException("no socket"));
                monitor.tell(REBIND, UP);
                reaction.await("rebind", i + 1);
                int failed = i + 1;
                Await.until(
                        "it failed",
                        () -> reaction.heard.stream()
                                        .filter("failed rebind"::equals)
                                        .count()
                                == failed);
            }
            monitor.tell(REPROBE, UP);
            reaction.await("measure", 1);
            settle(supervisor);
        }
    }

    @Test
    void changesWithoutSignificanceDoNothing() {
        try (Supervisor supervisor = supervise(QUICK)) {
            for (int i = 0; i < 20; i++) {
                monitor.tell(NONE, UP, Reason.UNRELATED_LINK);
            }
            settle(supervisor);
            assertEquals(List.of("stop"), reaction.calls, "the end of the thread");
        }
    }

    @Test
    void nothingStartsWhileNoFamilyIsUsableAndNothingIsLost() {
        try (Supervisor supervisor = supervise(QUICK)) {
            monitor.tell(REPROBE, DOWN, Reason.EGRESS_LOST);
            monitor.tell(REBIND, DOWN, Reason.BOUND_ADDRESS_REMOVED);
            Await.until("the thread has seen it", () -> reaction.calls.contains("stop"));
            assertEquals(List.of(), reaction.actions());
            monitor.tell(REPROBE, UP, Reason.EGRESS_RESTORED);
            reaction.await("measure", 1);
            settle(supervisor);
            assertEquals(List.of("rebind", "measure"), reaction.actions());
        }
    }

    @Test
    void aNewChangeEndsARunningMeasurementAndAFullOneStarts() {
        try (Supervisor supervisor = supervise(QUICK)) {
            monitor.tell(REBIND, UP);
            reaction.await("measure", 1);
            int before = reaction.calls.size();
            monitor.tell(REPROBE, UP);
            reaction.await("measure", 2);
            settle(supervisor);
            List<String> after = reaction.calls.subList(before, before + 3);
            assertEquals(List.of("stop", "reprobe", "measure"), after);
        }
    }

    @Test
    void aRequestWithoutANetworkIsWokenByTheMonitor() {
        monitor.tell(NONE, DOWN);
        try (Supervisor supervisor = supervise(QUICK.withPatience(Duration.ofHours(1)))) {
            supervisor.request(REBIND);
            Await.until("it is said", () -> reaction.heard.contains("waiting"));
            assertEquals(List.of(), reaction.actions());
            monitor.tell(REPROBE, UP, Reason.FAMILY_GAINED);
            reaction.await("measure", 1);
            settle(supervisor);
            assertEquals(List.of("rebind", "measure"), reaction.actions());
        }
    }

    @Test
    void aRequestWithoutANetworkRunsInTheEnd() {
        monitor.tell(NONE, DOWN);
        try (Supervisor supervisor = supervise(QUICK)) {
            long asked = System.nanoTime();
            supervisor.request(REPROBE);
            reaction.await("measure", 1);
            assertTrue(reaction.starts.get(0) - asked >= SOME.toNanos());
        }
    }

    @Test
    void whereTheMonitorPollsARequestLooksAroundByItself() {
        FakeMonitor polling = new FakeMonitor("poll", DOWN);
        int[] looks = {0};
        SupervisorOptions patient = QUICK.withPatience(Duration.ofHours(1));
        try (Supervisor supervisor = Supervisor.over(polling, reaction, patient, () -> ++looks[0] == 2)) {
            supervisor.request(REBIND);
            reaction.await("measure", 1);
            assertEquals(2, looks[0]);
        }
    }

    @Test
    void withoutAnyMonitorARequestRunsAtOnce() {
        try (Supervisor supervisor =
                Supervisor.over(LinkMonitor.noop(), reaction, QUICK.withPatience(Duration.ofHours(1)))) {
            supervisor.request(REBIND);
            reaction.await("measure", 1);
        }
    }

    @Test
    void anInterruptEndsNothing() {
        try (Supervisor supervisor = supervise(QUICK)) {
            Thread thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().startsWith("netmon-supervisor"))
                    .findFirst()
                    .orElseThrow();
            thread.interrupt();
            monitor.tell(REBIND, UP);
            reaction.await("measure", 1);
            assertFalse(thread.isInterrupted());
            settle(supervisor);
        }
    }

    @Test
    void aBackendAskedForByNameThatCannotRunStartsNothing() {
        MonitorOptions impossible = MonitorOptions.defaults().withBackend(MonitorOptions.Backend.NATIVE);
        try (Supervisor supervisor = Supervisor.system(impossible, reaction, QUICK)) {
            assertNotEquals("poll", supervisor.monitor().backend().name(), "a system that has one");
        } catch (BackendUnavailableException e) {
            assertEquals(0, threads());
        }
        assertThrows(IllegalStateException.class, () -> {
            monitor.close();
            supervise(QUICK).close();
        });
        assertEquals(0, threads());
    }

    @Test
    void aSupervisorOwnsItsMonitorAndPollsWhereItMay() throws Exception {
        MonitorOptions polling = MonitorOptions.defaults().withBackend(MonitorOptions.Backend.POLL);
        Supervisor supervisor = Supervisor.system(polling, reaction, QUICK);
        assertEquals("poll", supervisor.monitor().backend().name());
        supervisor.request(REPROBE);
        reaction.await("measure", 1);
        supervisor.close();
        assertThrows(IllegalStateException.class, () -> supervisor.monitor().watch(change -> {}));
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> QUICK.withMinInterval(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> QUICK.withPatience(Duration.ofNanos(-1)));
        assertEquals(
                TimeUnit.SECONDS.toMillis(1),
                SupervisorOptions.defaults().minInterval().toMillis());
        assertEquals(
                TimeUnit.SECONDS.toMillis(5),
                SupervisorOptions.defaults().patience().toMillis());
    }
}
