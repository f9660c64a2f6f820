// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_SUPPORTED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_PREFERRED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_TENTATIVE;
import static dev.netmon.ffi.WindowsConstants.MIB_ADD_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_PARAMETER_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMEAUTOMATIC;
import static dev.netmon.windows.StandInWindows.ETHERNET;
import static dev.netmon.windows.StandInWindows.WIFI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.ffi.testing.WindowsStandIn.Function;
import dev.netmon.spi.SourceException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From notifications of Windows to the changes that are told, in the time of a script. What a storm of routes costs is
 * printed on request, the questions to the stand-in included:
 *
 * <pre>{@code
 * mvn -Dquick -pl windows-iphlp -am test -Dtest=dev.netmon.windows.PipelineTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest.args=-Dnetmon.figures=true
 * }</pre>
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the stand-in library is built for Linux")
class PipelineTest {
    private static final Duration QUIET = Duration.ofSeconds(5);

    private StandInWindows machine;

    @BeforeEach
    void plug() {
        machine = StandInWindows.plugged(StandInWindows.Through.JNA);
    }

    @AfterEach
    void nothingIsLeft() {
        if (machine != null) {
            assertEquals(0, machine.standIn().registrations());
            assertEquals(0, machine.standIn().tablesOut());
            machine.standIn().forget();
        }
    }

    private ScriptedTime script() {
        return new ScriptedTime(machine.source());
    }

    private static Duration ms(int millis) {
        return Duration.ofMillis(millis);
    }

    private static List<LinkChange> of(Significance significance, List<LinkChange> changes) {
        return changes.stream()
                .filter(change -> change.significance() == significance)
                .toList();
    }

    private void loseCable() {
        machine.removeRoute("0.0.0.0", 0, ETHERNET);
        machine.disconnect(ETHERNET);
    }

    private void wifiLease() {
        machine.addRoute("0.0.0.0", 0, WIFI, "198.51.100.1", 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fromCableToWifiIsExactlyOneRebind(boolean bestRouteAnswers) throws SourceException {
        if (!bestRouteAnswers) {
            machine.standIn().answer(Function.GetBestRoute2, ERROR_NOT_SUPPORTED);
        }
        List<LinkChange> changes = script().after(ms(1000), () -> machine.addAddress(WIFI, "198.51.100.77", 24))
                .after(ms(30), this::wifiLease)
                .after(ms(300), this::loseCable)
                .after(ms(5), () -> machine.removeAddress("192.0.2.20"))
                .changes(QUIET);

        List<LinkChange> rebinds = of(Significance.REBIND, changes);
        assertEquals(1, rebinds.size(), changes.toString());
        assertTrue(rebinds.get(0).reasons().contains(Reason.DEFAULT_INTERFACE_CHANGED));
        assertEquals(List.of(), of(Significance.REPROBE, changes));
    }

    /** The routes may stay a while: then the path is still there, and says why nothing leaves by it. */
    @Test
    void aPulledCableIsNoCarrierAndNotALinkThatIsDown() throws SourceException {
        List<LinkChange> changes =
                script().after(ms(1000), () -> machine.disconnect(ETHERNET)).changes(QUIET);

        LinkChange lost = changes.get(changes.size() - 1);
        assertTrue(lost.reasons().contains(Reason.CARRIER_LOST), changes.toString());
        assertEquals(
                EgressPath.Unusable.NO_CARRIER,
                Objects.requireNonNull(lost.state().egressV4()).whyUnusable());
    }

    /** The other network gives the same card another address and gateway. */
    @Test
    void fromOneWifiToAnotherIsExactlyOneRebind() throws SourceException {
        loseCable();
        wifiLease();
        List<LinkChange> changes = script().after(ms(1000), () -> {
                    machine.removeRoute("0.0.0.0", 0, WIFI);
                    machine.disconnect(WIFI);
                })
                .after(ms(2), () -> machine.removeAddress("198.51.100.20"))
                .after(ms(60), () -> machine.connect(WIFI))
                .after(ms(50), () -> {
                    machine.addAddress(WIFI, "203.0.113.5", 24);
                    machine.address("203.0.113.5").set("DadState", IP_DAD_STATE_TENTATIVE);
                    machine.show();
                })
                .after(ms(20), () -> {
                    machine.address("203.0.113.5").set("DadState", IP_DAD_STATE_PREFERRED);
                    machine.show();
                    machine.fireAddress(WIFI, "203.0.113.5", MIB_PARAMETER_NOTIFICATION);
                })
                .after(ms(3), () -> machine.addRoute("0.0.0.0", 0, WIFI, "203.0.113.1", 0))
                .changes(QUIET);

        assertEquals(1, of(Significance.REBIND, changes).size(), changes.toString());
        assertTrue(of(Significance.REBIND, changes).get(0).reasons().contains(Reason.SOURCE_ADDRESS_CHANGED));
    }

    @Test
    void aPulledCableWithoutAnythingElseIsOneLoss() throws SourceException {
        List<LinkChange> changes = script().after(ms(1000), this::loseCable).changes(QUIET);

        assertEquals(1, changes.size(), changes.toString());
        assertEquals(Significance.REPROBE, changes.get(0).significance());
        assertTrue(changes.get(0).reasons().containsAll(List.of(Reason.EGRESS_LOST, Reason.CARRIER_LOST)));
    }

    @Test
    void aRouteStormOfAMinuteIsNoChange() throws SourceException {
        ScriptedTime script = script();
        for (int i = 0; i < 600; i++) {
            int type = List.of(MIB_PARAMETER_NOTIFICATION, MIB_ADD_INSTANCE, MIB_DELETE_INSTANCE)
                    .get(i % 3);
            script.after(ms(100), () -> machine.fireRoute("10.11.0.0", 16, WIFI, "0.0.0.0", type));
        }

        long start = script.ownCpu();
        List<LinkChange> changes = script.changes(QUIET);
        long cost = script.ownCpu() - start;

        if (Boolean.getBoolean("netmon.figures")) {
            System.out.printf("600 notifications of routes in a minute: %d ms of processor%n", cost / 1_000_000);
        }
        assertEquals(changes, of(Significance.NONE, changes));
        assertTrue(changes.size() >= 50 && changes.size() <= 61, changes.size() + " settled bursts");
        assertEquals(600, changes.stream().mapToLong(LinkChange::rawEvents).sum(), "each is counted");
    }

    @Test
    void aShortFlapIsToldThoughThePathIsAsBefore() throws SourceException {
        List<LinkChange> changes = script().after(ms(1000), () -> machine.disconnect(ETHERNET))
                .after(ms(50), () -> machine.connect(ETHERNET))
                .changes(QUIET);

        assertEquals(1, changes.size(), changes.toString());
        assertEquals(Significance.REPROBE, changes.get(0).significance());
        assertTrue(changes.get(0).reasons().contains(Reason.LINK_FLAP), changes.toString());
    }

    @Test
    void lifetimesThatAreRenewedAreNoChange() throws SourceException {
        List<LinkChange> changes = script().after(
                        ms(1000), () -> machine.fireAddress(ETHERNET, "192.0.2.20", MIB_PARAMETER_NOTIFICATION))
                .changes(QUIET);

        assertEquals(1, changes.size());
        assertEquals(Significance.NONE, changes.get(0).significance());
        assertTrue(changes.get(0).reasons().contains(Reason.LIFETIME_REFRESH), changes.toString());
    }

    @Test
    void anAddressThatIsPutBackIsNoChange() throws SourceException {
        List<LinkChange> changes = script().after(ms(1000), () -> {
                    machine.removeAddress("192.0.2.20");
                    machine.addAddress(ETHERNET, "192.0.2.20", 24);
                })
                .changes(QUIET);

        assertEquals(List.of(), of(Significance.REBIND, changes));
        assertTrue(changes.get(0).reasons().contains(Reason.ADDRESS_RESTORED), changes.toString());
    }

    @Test
    void aMetricThatMovesTheEgressIsARebind() throws SourceException {
        wifiLease();
        List<LinkChange> changes = script().after(ms(1000), () -> {
                    machine.metric(ETHERNET, 900);
                    machine.fireInterface(ETHERNET, MIB_PARAMETER_NOTIFICATION);
                })
                .changes(QUIET);

        assertEquals(1, of(Significance.REBIND, changes).size(), changes.toString());
    }

    @Test
    void aWakeIsToldAlsoWhereNothingChanged() throws SourceException {
        List<LinkChange> changes = script().after(
                        ms(1000), () -> machine.standIn().firePower(PBT_APMRESUMEAUTOMATIC))
                .changes(QUIET);

        assertEquals(1, changes.size());
        assertEquals(Significance.REPROBE, changes.get(0).significance());
        assertTrue(changes.get(0).reasons().contains(Reason.WOKE_FROM_SLEEP));
    }

    @Test
    void aTunnelTakesTheEgressByMoreSpecificRoutes() throws SourceException {
        machine.link(40, "Tunnel", 53);
        List<LinkChange> changes = script().after(ms(1000), () -> {
                    machine.linkMoved(40, MIB_ADD_INSTANCE);
                    machine.addAddress(40, "10.9.0.2", 32);
                })
                .after(ms(10), () -> machine.addRoute("0.0.0.0", 1, 40, "0.0.0.0", 5))
                .after(ms(1), () -> machine.addRoute("128.0.0.0", 1, 40, "0.0.0.0", 5))
                .changes(QUIET);

        assertEquals(1, of(Significance.REBIND, changes).size(), changes.toString());
        assertEquals(
                "Tunnel",
                Objects.requireNonNull(changes.get(changes.size() - 1).state().egress(Family.V4))
                        .interfaceName());
    }
}
