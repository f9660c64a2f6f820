// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.Family;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Router advertisements by radvd, with duplicate address detection as it is by default. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class RouterAdvertisementTest {
    /** Duplicate address detection takes 1 to 2 s after an advertisement. */
    private static final Duration DETECTION = Duration.ofSeconds(4);

    private static final String FIRST = "prefix 2001:db8:a::/64 { };";
    private static final String SECOND =
            "prefix 2001:db8:a::/64 { AdvPreferredLifetime 0; AdvValidLifetime 7200; }; prefix 2001:db8:b::/64 { };";

    @BeforeEach
    void needsRadvd() {
        LabSupport.assume(Tool.RADVD);
    }

    /** The standard rig without a global IPv6 address on the host. */
    private static StandardRig rig(NetLab lab) {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        rig.host()
                .sh("ip -6 route del default; ip -6 addr flush dev eth0 scope global;"
                        + " ip -6 addr flush dev eth1 scope global");
        rig.host().awaitQuiet();
        return rig;
    }

    private static Path configure(Host router, String prefixes) {
        return router.file(
                "radvd.conf",
                "interface ra { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 1800; "
                        + prefixes + " };\n");
    }

    private static Daemon advertise(Host router) {
        Path config = configure(router, FIRST);
        // It refuses a file that others may write.
        router.sh("chmod 644 " + config);
        return router.run(
                Tool.RADVD.path(),
                "-n",
                "-C",
                config.toString(),
                "-p",
                router.folder().resolve("radvd.pid").toString(),
                "-m",
                "stderr");
    }

    @Test
    void comesRepeatsRenumbersAndGoes(NetLab lab) throws Exception {
        StandardRig rig = rig(lab);
        try (Witness witness = Witness.in(rig.host())) {
            Daemon[] radvd = new Daemon[1];
            witness.step(
                    "first advertisement",
                    DETECTION,
                    Expected.of("reprobe family_gained")
                            .egress("v6 interface=eth0 usable=yes")
                            .egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> {
                        radvd[0] = advertise(rig.router());
                        witness.awaitEgress(Family.V6, "eth0");
                    });
            witness.step("periodic advertisements", Duration.ofSeconds(9), Expected.of("none"), () -> {});
            // The old address stays in use until the new one has passed its detection.
            witness.step(
                    "renumbering",
                    DETECTION,
                    Expected.of("reprobe source_address_changed source_preference_changed")
                            .egress("v6 interface=eth0 usable=yes"),
                    () -> {
                        configure(rig.router(), SECOND);
                        radvd[0].signal("HUP");
                        Await.until(
                                "an address of the new prefix",
                                () -> rig.host().sh("ip -6 addr").contains("2001:db8:b:"));
                    });
            witness.step(
                    "the router says goodbye",
                    Expected.of("reprobe family_lost").egress("v6 none").egress("v4 interface=eth0 usable=yes"),
                    () -> radvd[0].close());
            witness.confirm();
        }
    }

    @Test
    void temporaryAddresses(NetLab lab) throws Exception {
        StandardRig rig = rig(lab);
        rig.host().sysctl("net/ipv6/conf/eth0/use_tempaddr", "2");
        try (Witness witness = Witness.in(rig.host())) {
            // The stable and the temporary address become usable up to 0.6 s apart, in either order.
            witness.step(
                    "first advertisement",
                    DETECTION,
                    Expected.of("reprobe family_gained").said(1, 2).egress("v6 interface=eth0 usable=yes"),
                    () -> {
                        advertise(rig.router());
                        witness.awaitEgress(Family.V6, "eth0");
                    });
            witness.step("periodic advertisements", Duration.ofSeconds(9), Expected.of("none"), () -> {});
            witness.confirm();
        }
    }

    @Test
    void withoutAnIpv4Network(NetLab lab) throws Exception {
        StandardRig rig = rig(lab);
        rig.host().sh("ip route del default");
        try (Witness witness = Witness.in(rig.host())) {
            witness.step(
                    "first advertisement of an offline host",
                    DETECTION,
                    Expected.of("reprobe family_gained")
                            .egress("v6 interface=eth0 usable=yes")
                            .egress("v4 none"),
                    () -> {
                        advertise(rig.router());
                        witness.awaitEgress(Family.V6, "eth0");
                    });
            witness.confirm();
        }
    }
}
