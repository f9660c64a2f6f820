// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath.Unusable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    private static final EgressPath V4_ETH0 = path(Family.V4, "eth0", "10.1.0.2", null);
    private static final EgressPath V6_TUN0 = path(Family.V6, "tun0", "2001:db8::2", null);
    private static final EgressPath V4_DEAD = path(Family.V4, "eth0", "10.1.0.2", Unusable.NO_CARRIER);

    @Test
    void onlineNeedsOneUsableFamily() {
        assertTrue(holds("online", state(V4_ETH0, null)));
        assertTrue(holds("online", state(V4_DEAD, V6_TUN0)));
        assertFalse(holds("online", state(V4_DEAD, null)));
        assertFalse(holds("online", state(null, null)));
    }

    @Test
    void aFamilyIsAskedForByItsNumber() {
        assertTrue(holds("online4", state(V4_ETH0, null)));
        assertFalse(holds("online6", state(V4_ETH0, null)));
        assertTrue(holds("online6", state(null, V6_TUN0)));
        assertFalse(holds("online4", state(V4_DEAD, V6_TUN0)));
    }

    @Test
    void egressMeansEitherFamilyAndUsable() {
        assertTrue(holds("egress=tun0", state(V4_ETH0, V6_TUN0)));
        assertTrue(holds("egress=eth0", state(V4_ETH0, V6_TUN0)));
        assertFalse(holds("egress=eth0", state(V4_DEAD, V6_TUN0)));
        assertFalse(holds("egress=eth1", state(V4_ETH0, V6_TUN0)));
    }

    @Test
    void anInterfaceNeedsToBeUpWithCarrier() {
        assertTrue(holds("interface=eth0", state(link("eth0", true, true))));
        assertFalse(holds("interface=eth0", state(link("eth0", true, false))));
        assertFalse(holds("interface=eth0", state(link("eth0", false, true))));
        assertFalse(holds("interface=eth0", state(link("eth00", true, true))));
    }

    @Test
    void anAddressIsInsideTheBlockAndNotTentative() {
        NetworkState state = state(link("eth0", true, true, "10.1.2.3/24", "2001:db8:1::7/64"));
        assertTrue(holds("address=10.1.2.3", state));
        assertTrue(holds("address=10.1.2.0/24", state));
        assertTrue(holds("address=10.0.0.0/15", state), "10.1 is inside 10.0/15");
        assertFalse(holds("address=10.0.0.0/16", state));
        assertTrue(holds("address=10.1.2.2/31", state));
        assertFalse(holds("address=10.1.2.0/31", state));
        assertTrue(holds("address=0.0.0.0/0", state));
        assertTrue(holds("address=2001:db8::/33", state));
        assertFalse(holds("address=2001:db8:8000::/33", state));
        assertFalse(holds("address=::/0", state(link("eth0", true, true, "10.1.2.3/24"))));
    }

    @Test
    void aTentativeAddressDoesNotCountYet() {
        LinkAddress tentative = new LinkAddress(Addresses.parse("2001:db8::1"), 64, Set.of(LinkAddress.Flag.TENTATIVE));
        LinkAddress optimistic =
                new LinkAddress(Addresses.parse("2001:db8::1"), 64, Set.of(LinkAddress.Flag.OPTIMISTIC));
        NetInterface eth0 = link("eth0", true, true);
        assertFalse(holds("address=::/0", state(new NetInterface(eth0.link(), List.of(tentative)))));
        assertTrue(holds("address=::/0", state(new NetInterface(eth0.link(), List.of(optimistic)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "offline",
                "online5",
                "interface",
                "interface=",
                "egress=",
                "address=",
                "address=host",
                "address=10.0.0.0/33",
                "address=10.0.0.0/-1",
                "address=::/129",
                "address=10.0.0.0/x",
                "=eth0"
            })
    void whatIsNoConditionIsRefusedInOneLine(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Condition.parse(text))
                .getMessage();
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void theTextIsKept() {
        assertEquals("address=10.0.0.0/8", Condition.parse("address=10.0.0.0/8").toString());
    }

    private static boolean holds(String condition, NetworkState state) {
        return Condition.parse(condition).holds(state);
    }

    private static EgressPath path(Family family, String name, String source, @Nullable Unusable why) {
        return new EgressPath(family, 2, name, Addresses.parse(source), null, why);
    }

    private static NetworkState state(@Nullable EgressPath v4, @Nullable EgressPath v6) {
        return new NetworkState(new Moment(0, Instant.EPOCH), List.of(), v4, v6);
    }

    private static NetworkState state(NetInterface only) {
        return new NetworkState(new Moment(0, Instant.EPOCH), List.of(only), null, null);
    }

    private static NetInterface link(String name, boolean up, boolean carrier, String... addresses) {
        List<LinkAddress> list = new java.util.ArrayList<>();
        for (String text : addresses) {
            int slash = text.indexOf('/');
            list.add(new LinkAddress(
                    Addresses.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)), Set.of()));
        }
        return new NetInterface(new Link(2, name, up, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0), list);
    }
}
