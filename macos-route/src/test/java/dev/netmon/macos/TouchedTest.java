// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.CarrierCounters;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Op;
import dev.netmon.macos.wire.AddressMessage;
import dev.netmon.macos.wire.Operation;
import dev.netmon.macos.wire.Sockaddr;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.KnownInterfaces;
import dev.netmon.spi.OsEvent;
import dev.netmon.testkit.FoldedInventory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What messages claim, against what is found when one looks. */
class TouchedTest {
    private static final LinkAddress A = address("10.0.0.1", Set.of());
    private static final LinkAddress B = address("10.0.0.2", Set.of());

    private final KnownInterfaces known = new KnownInterfaces();

    private static LinkAddress address(String text, Set<LinkAddress.Flag> flags) {
        return new LinkAddress(ip(text), 24, flags);
    }

    private static Link link(int index, boolean carrier) {
        return new Link(index, "en" + index, true, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0);
    }

    private static NetInterface one(int index, LinkAddress... addresses) {
        return new NetInterface(link(index, true), List.of(addresses));
    }

    private List<OsEvent> update(List<NetInterface> now, Touched said) {
        List<OsEvent> events = new ArrayList<>();
        known.update(now, said, events::add);
        return events;
    }

    private static Touched said(Operation operation, int index, String address) {
        Touched touched = new Touched();
        touched.address(new AddressMessage(operation, Sockaddr.AF_INET, index, null, ip(address), 24, null));
        return touched;
    }

    @Test
    void whatIsSaidAndTrueAndNoDifferenceIsARefreshOrAReturn() {
        known.reset(List.of(one(4, A)));
        assertEquals(
                List.of(new OsEvent.AddressEvent(Op.NEW, 4, A)),
                update(List.of(one(4, A)), said(Operation.NEW, 4, "10.0.0.1")));
        assertEquals(
                List.of(new OsEvent.AddressEvent(Op.DEL, 4, A), new OsEvent.AddressEvent(Op.NEW, 4, A)),
                update(List.of(one(4, A)), said(Operation.DEL, 4, "10.0.0.1")));
        assertEquals(List.of(), update(List.of(one(4, A)), said(Operation.DEL, 5, "10.0.0.1")));
    }

    /** Whatever is claimed, what is told leads from any state to any other. */
    @Property
    void theDifferenceLeadsToWhatIs(
            @ForAll("states") List<NetInterface> before,
            @ForAll("states") List<NetInterface> after,
            @ForAll("claims") Touched said) {
        KnownInterfaces fresh = new KnownInterfaces();
        fresh.reset(before);
        FoldedInventory folded = new FoldedInventory(new Inventory(Moment.now(), before));
        TreeMap<Integer, NetInterface> now = new TreeMap<>();
        after.forEach(one -> now.put(one.index(), one));
        said.rest(fresh, now, folded);
        fresh.update(after, said, folded);
        assertEquals(new FoldedInventory(new Inventory(Moment.now(), after)).lines(), folded.lines());
        assertTrue(fresh.same(after));
    }

    @Provide
    Arbitrary<List<NetInterface>> states() {
        Arbitrary<Set<LinkAddress>> addresses =
                Arbitraries.of(A, B, address("10.0.0.3", Set.of())).set();
        Arbitrary<NetInterface> one = Combinators.combine(
                        Arbitraries.integers().between(1, 4), Arbitraries.of(true, false), addresses)
                .as((index, carrier, all) -> new NetInterface(link(index, carrier), List.copyOf(all)));
        return one.list().ofMaxSize(4).map(all -> {
            Set<Integer> seen = new HashSet<>();
            return all.stream().filter(each -> seen.add(each.index())).toList();
        });
    }

    @Provide
    Arbitrary<Touched> claims() {
        Arbitrary<AddressMessage> claim = Combinators.combine(
                        Arbitraries.of(Operation.NEW, Operation.DEL),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of("10.0.0.1", "10.0.0.2", "10.0.0.9"))
                .as((operation, index, text) ->
                        new AddressMessage(operation, Sockaddr.AF_INET, index, null, ip(text), 24, null));
        return claim.list().ofMaxSize(5).map(all -> {
            Touched touched = new Touched();
            all.forEach(touched::address);
            return touched;
        });
    }
}
