// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import static dev.netmon.internal.engine.Host.A0;
import static dev.netmon.internal.engine.Host.A1;
import static dev.netmon.internal.engine.Host.B0;
import static dev.netmon.internal.engine.Host.BY_ETH0;
import static dev.netmon.internal.engine.Host.BY_ETH1;
import static dev.netmon.internal.engine.Host.ETH0;
import static dev.netmon.internal.engine.Host.ETH1;
import static dev.netmon.internal.engine.Host.V6_BY_ETH0;
import static dev.netmon.internal.engine.Host.V6_BY_ETH1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Eager;
import dev.netmon.RawEvent;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Debouncer;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of eager and settled changes together, whatever happens to a host. */
class EagerEngineTest {

    private static final int TRIES = 10_000;

    enum Act {
        V4_ETH0,
        V4_ETH1,
        V4_GONE,
        V6_ETH0,
        V6_ETH1,
        V6_GONE,
        GATEWAY,
        BOTH_ETH0,
        BOTH_ETH1,
        SILENT_MOVE,
        CARRIER_ETH0,
        CARRIER_ETH1,
        ADDRESS_ETH0,
        ADDRESS_ETH1,
        RENAME,
        HINT,
        OVERFLOW,
        WAKE,
        DEATH
    }

    record Step(double ms, Act act) {}

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<Integer> gap = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 12)),
                Tuple.of(4, Arbitraries.integers().between(0, 60)),
                Tuple.of(2, Arbitraries.integers().between(0, 400)),
                Tuple.of(1, Arbitraries.integers().between(0, 2_000)));
        return Combinators.combine(gap, Arbitraries.of(Act.class))
                .as((g, act) -> new Step(g, act))
                .list()
                .ofMinSize(1)
                .ofMaxSize(25)
                .map(gaps -> {
                    List<Step> steps = new ArrayList<>();
                    double at = 1_000;
                    for (Step step : gaps) {
                        at += step.ms();
                        steps.add(new Step(at, step.act()));
                    }
                    return steps;
                });
    }

    private static final class Story {
        final Host host;
        final List<Double> raws;

        Story(List<Step> steps, Eager eager) {
            host = Host.dual(MonitorOptions.defaults().withEager(eager));
            Host.Ear raw = host.listen(Interest.rawEvents());
            steps.forEach(step -> host.at(step.ms(), () -> act(step.act())));
            // Something at the end, so that what came without an event is seen as well.
            host.at(steps.get(steps.size() - 1).ms() + 3_000, () -> act(Act.HINT));
            host.run();
            raws = raw.raws.stream()
                    .map(RawEvent::at)
                    .map(at -> host.net.ms(at.nanos()))
                    .toList();
        }

        private void act(Act act) {
            switch (act) {
                case V4_ETH0 -> host.net.route(Family.V4, BY_ETH0);
                case V4_ETH1 -> host.net.route(Family.V4, BY_ETH1);
                case V4_GONE -> host.net.route(Family.V4, null);
                case V6_ETH0 -> host.net.route(Family.V6, V6_BY_ETH0);
                case V6_ETH1 -> host.net.route(Family.V6, V6_BY_ETH1);
                case V6_GONE -> host.net.route(Family.V6, null);
                case GATEWAY -> host.net.route(Family.V4, Host.route(ETH0, "10.1.0.2", "10.1.0.254"));
                case BOTH_ETH0 -> both(BY_ETH0, V6_BY_ETH0);
                case BOTH_ETH1 -> both(BY_ETH1, V6_BY_ETH1);
                case SILENT_MOVE -> host.net.silently(() -> host.net.route(Family.V4, BY_ETH1));
                case CARRIER_ETH0 -> toggleCarrier(ETH0);
                case CARRIER_ETH1 -> toggleCarrier(ETH1);
                case ADDRESS_ETH0 -> toggle(ETH0, A0, B0);
                case ADDRESS_ETH1 -> toggle(ETH1, A1);
                case RENAME -> rename();
                case HINT -> host.net.hint(Kind.ROUTE, Op.NEW);
                case OVERFLOW -> host.net.overflow();
                case WAKE -> host.net.inject(new OsEvent.Wake(1));
                case DEATH -> host.net.die();
            }
        }

        private void both(Route v4, Route v6) {
            host.net.route(Family.V4, v4);
            host.net.route(Family.V6, v6);
        }

        private void toggleCarrier(int index) {
            String name = name(index);
            host.carrier(name, !host.net.link(name).carrier());
        }

        private void toggle(int index, LinkAddress... addresses) {
            for (LinkAddress address : addresses) {
                if (host.net.netInterface(name(index)).find(address) == null) {
                    host.net.add(index, address);
                } else {
                    host.net.remove(index, address);
                }
            }
        }

        private void rename() {
            String name = name(ETH0);
            host.rename(name, name.equals("eth0") ? "wan0" : "eth0");
        }

        private String name(int index) {
            return host.net.interfaces().stream()
                    .filter(i -> i.index() == index)
                    .findFirst()
                    .orElseThrow()
                    .name();
        }
    }

    private static String timing(Host host, LinkChange change) {
        return host.ms(change) + " " + change.rawEvents() + " from " + host.net.ms(change.firstRawNanos())
                + (change.capped() ? " capped" : "");
    }

    /** What a debouncer alone makes of raw events; those of the moment of its deadline still belong to the burst. */
    private static List<String> debounced(List<Double> raws) {
        Debouncer debouncer = new Debouncer(250 * VirtualSource.MS, 1_000 * VirtualSource.MS);
        List<String> emissions = new ArrayList<>();
        for (double raw : raws) {
            long now = Math.round(raw * VirtualSource.MS);
            if (debouncer.pending() && debouncer.deadline() < now) {
                emit(debouncer, emissions);
            }
            debouncer.event(now);
        }
        emit(debouncer, emissions);
        return emissions;
    }

    private static void emit(Debouncer debouncer, List<String> emissions) {
        double at = debouncer.deadline() / (double) VirtualSource.MS;
        Debouncer.Burst burst = debouncer.take(debouncer.deadline());
        emissions.add(at + " " + burst.events() + " from " + burst.firstNanos() / (double) VirtualSource.MS
                + (burst.capped() ? " capped" : ""));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void withEagerOffTheSequenceIsTheDebouncersAlone(@ForAll("stories") List<Step> steps) {
        Story story = new Story(steps, Eager.OFF);
        assertTrue(story.host.ear.eager().isEmpty());
        assertEquals(
                debounced(story.raws),
                story.host.ear.changes.stream().map(c -> timing(story.host, c)).toList());
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void eagerChangesAddToTheSettledOnesAndMoveNoneOfThem(@ForAll("stories") List<Step> steps) {
        Story with = new Story(steps, Eager.ON);
        Story without = new Story(steps, Eager.OFF);
        List<LinkChange> settled = with.host.ear.settled();
        List<LinkChange> plain = without.host.ear.changes;
        assertEquals(
                plain.stream().map(c -> timing(without.host, c)).toList(),
                settled.stream().map(c -> timing(with.host, c)).toList());
        for (int i = 0; i < plain.size(); i++) {
            assertEquals(plain.get(i).state().egressV4(), settled.get(i).state().egressV4());
            assertEquals(plain.get(i).state().egressV6(), settled.get(i).state().egressV6());
            assertEquals(
                    plain.get(i).state().interfaces(), settled.get(i).state().interfaces());
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void theLastStateToldIsAlwaysTheSettledOneAndTheTruth(@ForAll("stories") List<Step> steps) throws Exception {
        Host host = new Story(steps, Eager.ON).host;
        LinkChange last = host.ear.last();
        assertFalse(last.eager());
        assertEquals(host.net.interfaces(), last.state().interfaces());
        for (Family family : Family.values()) {
            Route route = host.net.route(MonitorOptions.defaults().probe(family));
            assertEquals(route == null, last.state().egress(family) == null);
            if (route != null) {
                assertEquals(route.index(), last.state().egress(family).index());
                assertEquals(route.source(), last.state().egress(family).source());
                assertEquals(route.gateway(), last.state().egress(family).gateway());
                assertEquals(
                        host.net.link(route.index()).carrier(),
                        last.state().egress(family).usable());
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void neverTwoEagerChangesForOneUninterruptedHoldingOfAnAnswer(@ForAll("stories") List<Step> steps) {
        Host host = new Story(steps, Eager.ON).host;
        LinkChange before = null;
        for (LinkChange change : host.ear.changes) {
            if (change.eager()) {
                assertTrue(host.ms(change) >= host.net.ms(change.firstRawNanos()) + 30, "held for less than 30 ms");
                if (before != null && before.eager()) {
                    assertNotEquals(egress(before), egress(change), () -> Host.describe(host.ear.changes));
                    assertTrue(host.ms(change) - host.ms(before) >= 30);
                }
            }
            before = change;
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everyEagerChangeIsAMoveOrTheFirstPathOfAHostWithout(@ForAll("stories") List<Step> steps) {
        Host host = new Story(steps, Eager.ON).host;
        boolean online = true;
        for (LinkChange change : host.ear.changes) {
            if (change.eager()) {
                assertTrue(change.state().online());
                assertTrue(change.reasons().contains(Reason.DEFAULT_INTERFACE_CHANGED) || !online);
                assertNotEquals(Significance.NONE, change.significance());
            }
            online = change.state().online();
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void nothingIsSaidTwice(@ForAll("stories") List<Step> steps) {
        Host host = new Story(steps, Eager.ON).host;
        LinkChange before = null;
        for (LinkChange change : host.ear.changes) {
            if (before != null
                    && egress(before).equals(egress(change))
                    && change.reasons().stream()
                            .noneMatch(r -> r == Reason.LINK_FLAP
                                    || r == Reason.WOKE_FROM_SLEEP
                                    || r == Reason.OVERFLOW_RESYNC
                                    || r == Reason.BACKEND_RESTARTED)) {
                assertEquals(Significance.NONE, change.significance(), () -> Host.describe(host.ear.changes));
            }
            before = change;
        }
    }

    private static List<Object> egress(LinkChange change) {
        return Arrays.asList(change.state().egressV4(), change.state().egressV6());
    }
}
