// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Backend;
import dev.netmon.MonitorOptions.Eager;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.LinkSourceProvider;
import dev.netmon.spi.Route;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.FoldedInventory;
import dev.netmon.testkit.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two monitors in one host, with eager changes and without, that hear the same steps. Used by one thread.
 */
final class Witness implements AutoCloseable {
    /**
     * How long a step's consequences are watched: the kernel holds carrier messages back for up to 1 s, and a burst
     * settles 250 ms after its last event.
     */
    static final Duration WINDOW = Duration.ofMillis(1900);

    private static final Duration SETTLE = MonitorOptions.defaults().settle();

    /** Something done to the network. */
    interface Action {
        void run() throws Exception;
    }

    private static final class Ear {
        private final Eager eager;
        private final LinkMonitor monitor;
        private final List<LinkChange> heard = new ArrayList<>();
        private final List<RawEvent> raw = new ArrayList<>();

        Ear(Eager eager, LinkMonitor monitor, Interest interest) {
            this.eager = eager;
            this.monitor = monitor;
            monitor.watch(interest, new LinkListener() {
                @Override
                public void changed(LinkChange change) {
                    hear(change);
                }

                @Override
                public void raw(RawEvent event) {
                    hear(event);
                }
            });
        }

        private synchronized void hear(RawEvent event) {
            raw.add(event);
        }

        /** Whether the kernel said something about routes or rules after the one was told, and before the other. */
        private synchronized boolean newsBetween(LinkChange one, LinkChange other) {
            return raw.stream()
                    .filter(event -> event.kind() == RawEvent.Kind.ROUTE || event.kind() == RawEvent.Kind.RULE)
                    .mapToLong(event -> event.at().nanos())
                    .anyMatch(at -> at - one.at().nanos() > 0 && other.at().nanos() - at >= 0);
        }

        /** Whether a burst was over when this was told: the kernel had said nothing for the time it takes to settle. */
        private synchronized boolean endedABurst(LinkChange change) {
            long told = change.at().nanos();
            return change.capped()
                    || !change.eager()
                            && raw.stream()
                                    .mapToLong(event -> event.at().nanos())
                                    .noneMatch(at -> at - (told - SETTLE.toNanos()) > 0 && told - at > 0);
        }

        private synchronized void hear(LinkChange change) {
            heard.add(change);
        }

        private synchronized List<LinkChange> heard() {
            return List.copyOf(heard);
        }

        private synchronized void forget() {
            heard.clear();
            raw.clear();
        }
    }

    private final Host host;
    private final MonitorOptions options;
    private final List<Ear> ears = new ArrayList<>();

    private Witness(Host host, MonitorOptions options) {
        this.host = host;
        this.options = options;
    }

    /** Begins to listen in the host, natively or not at all. */
    static Witness in(Host host) throws Exception {
        return in(host, MonitorOptions.defaults());
    }

    /** Begins to listen in the host with options of its own. */
    static Witness in(Host host, MonitorOptions options) throws Exception {
        return in(host, options, Interest.none());
    }

    /** Begins to listen in the host, to raw events too. */
    static Witness rawIn(Host host) throws Exception {
        return in(host, MonitorOptions.defaults(), Interest.rawEvents());
    }

    private static Witness in(Host host, MonitorOptions options, Interest interest) throws Exception {
        MonitorOptions natively = options.withBackend(Backend.NATIVE);
        Witness witness = new Witness(host, natively);
        try {
            for (Eager eager : Eager.values()) {
                witness.ears.add(
                        new Ear(eager, host.call(() -> LinkMonitor.system(natively.withEager(eager))), interest));
            }
        } catch (Exception | Error e) {
            witness.close();
            throw e;
        }
        String binding = Runtime.version().feature() >= 22 ? "ffm" : "jna";
        for (Ear ear : witness.ears) {
            assertEquals("linux-netlink", ear.monitor.backend().name());
            if (natively.binding() == MonitorOptions.Binding.AUTO) {
                assertEquals(binding, ear.monitor.backend().binding());
            }
        }
        return witness;
    }

    /** Does something, watches for the usual time, and compares what was said with what is expected. */
    void step(String what, Expected expected, Action action) throws Exception {
        step(what, WINDOW, expected, action);
    }

    /** As {@link #step(String, Expected, Action)}, watching for another time after the action. */
    void step(String what, Duration window, Expected expected, Action action) throws Exception {
        act(what, window, action, ear -> expected.objection(ear.heard(), ear.monitor.state()));
    }

    /**
     * As {@link #step(String, Duration, Expected, Action)}, for a program that does several things one after the other,
     * fast enough for one burst. Where the machine was too busy for that, what lay between them is told as well, and
     * rightly: first a burst must have been over, and each further time there must have been news. Only for a witness
     * that hears raw events.
     */
    void stepOfAProgram(String what, Duration window, Expected expected, Action action) throws Exception {
        act(what, window, action, ear -> {
            List<LinkChange> said = said(ear);
            boolean inParts = said.size() > 1 && ear.endedABurst(said.get(0)) && eachWasNews(ear, said);
            return (inParts ? expected.inParts() : expected).objection(ear.heard(), ear.monitor.state());
        });
    }

    private void act(String what, Duration window, Action action, Function<Ear, Optional<String>> judge)
            throws Exception {
        ears.forEach(Ear::forget);
        long start = System.nanoTime();
        action.run();
        long acted = System.nanoTime() - start;
        // Proving that nothing (more) is said takes time, not a condition.
        Thread.sleep(window.toMillis());
        for (Ear ear : ears) {
            Supplier<String> story = () -> judge.apply(ear).orElse("") + "\nafter: " + what + "\neager " + ear.eager
                    + ", done in " + Duration.ofNanos(acted).toMillis() + " ms" + told(ear.heard());
            // On a machine out of breath it comes later.
            Await.until("what was told is as expected", () -> judge.apply(ear).isEmpty(), story);
            if (ear.eager == Eager.OFF) {
                assertFalse(ear.heard().stream().anyMatch(LinkChange::eager), story);
            }
        }
    }

    private static List<LinkChange> said(Ear ear) {
        return ear.heard().stream()
                .filter(change -> change.significance() != Significance.NONE)
                .toList();
    }

    /** Whether the monitor with eager changes told the last step eagerly. */
    boolean toldEagerly() {
        return ears.stream()
                .filter(ear -> ear.eager == Eager.ON)
                .flatMap(ear -> ear.heard().stream())
                .anyMatch(LinkChange::eager);
    }

    /** Which monitors gave this reason in the last step. */
    Set<Eager> given(Reason reason) {
        return ears.stream()
                .filter(ear ->
                        ear.heard().stream().anyMatch(change -> change.reasons().contains(reason)))
                .map(ear -> ear.eager)
                .collect(Collectors.toSet());
    }

    /**
     * What the last step said more than once must have been news each time: another move after the last was told. Only for
     * a witness that hears raw events.
     */
    void saidAgainOnlyForNews() {
        for (Ear ear : ears) {
            List<LinkChange> said = said(ear);
            assertTrue(eachWasNews(ear, said), "eager " + ear.eager + told(said));
        }
    }

    private static boolean eachWasNews(Ear ear, List<LinkChange> said) {
        return IntStream.range(1, said.size()).allMatch(i -> ear.newsBetween(said.get(i - 1), said.get(i)));
    }

    /** Waits until both monitors have told a state like this. */
    void await(String what, Predicate<NetworkState> condition) {
        for (Ear ear : ears) {
            Await.until(what, () -> condition.test(ear.monitor.state()), () -> ear.monitor.state() + told(ear.heard()));
        }
    }

    /** Waits until a family's packets can leave by an interface. */
    void awaitEgress(Family family, String interfaceName) {
        await(family.label() + " egress by " + interfaceName, state -> {
            EgressPath path = state.egress(family);
            return path != null && path.usable() && path.interfaceName().equals(interfaceName);
        });
    }

    /** The state told last must be what a fresh read and a fresh question give. */
    void confirm() throws Exception {
        for (Ear ear : ears) {
            Await.until(
                    "what was told is the truth",
                    () -> truth().equals(toldState(ear)),
                    () -> "\ntold: " + toldState(ear) + "\ntruth: " + truth() + told(ear.heard()));
        }
    }

    private List<String> toldState(Ear ear) {
        NetworkState state = ear.monitor.state();
        List<String> lines =
                new ArrayList<>(new FoldedInventory(new Inventory(state.at(), state.interfaces())).lines());
        for (Family family : Family.values()) {
            EgressPath path = state.egress(family);
            lines.add(path == null ? "null" : new Route(path.index(), path.source(), path.gateway()).toString());
        }
        return lines;
    }

    private List<String> truth() {
        try {
            return host.call(() -> {
                try (LinkSource source = source()) {
                    List<String> lines = new ArrayList<>(new FoldedInventory(source.open()).lines());
                    for (Family family : Family.values()) {
                        lines.add(String.valueOf(source.route(options.probe(family))));
                    }
                    return lines;
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private LinkSource source() throws Exception {
        return ServiceLoader.load(LinkSourceProvider.class)
                .findFirst()
                .orElseThrow()
                .create(options.binding());
    }

    private static String told(List<LinkChange> changes) {
        return changes.stream()
                .map(change -> "\n  " + change.seq() + " "
                        + change.significance().label() + " "
                        + change.reasons().stream()
                                .map(reason -> reason.label())
                                .toList()
                        + (change.eager() ? " eager" : "") + " raw=" + change.rawEvents() + " "
                        + change.changes() + " v4=" + path(change.state().egressV4()) + " v6="
                        + path(change.state().egressV6()))
                .collect(Collectors.joining());
    }

    private static String path(@Nullable EgressPath path) {
        return String.valueOf(path);
    }

    @Override
    public void close() {
        ears.forEach(ear -> ear.monitor.close());
    }
}
