// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Containers come and go, and nothing of it matters; a real move at the end is told as ever. Ten seconds by default; for
 * an hour:
 *
 * <pre>
 * mvn verify -pl linux-netlink -am -Dtest=ChurnTest -Dsurefire.failIfNoSpecifiedTests=false -Dnetmon.churn=PT1H
 * </pre>
 */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class ChurnTest {
    private static final Duration LENGTH = Duration.parse(System.getProperty("netmon.churn", "PT10S"));

    /** Around the settle time (250 ms) and the maximum wait (1 s), so that bursts end in every possible way. */
    private static final int MAX_PAUSE_MILLIS = 1200;

    private static final int MAX_CONTAINERS = 10;

    @Test
    void containersAreNobodysBusiness(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Host host = rig.host();
        Host pods = lab.host("pods");
        host.sh("ip link add cni0 type bridge; ip addr add 10.244.0.1/24 dev cni0; ip link set cni0 up");
        host.awaitQuiet();
        Random random = new Random(7);
        try (Witness witness = Witness.in(host)) {
            witness.step(
                    "churn",
                    Expected.of("none")
                            .egress("v4 interface=eth0 source=10.1.0.2 usable=yes")
                            .egress("v6 interface=eth0 source=2001:db8:1::2 usable=yes"),
                    () -> {
                        long end = System.nanoTime() + LENGTH.toNanos();
                        while (System.nanoTime() - end < 0) {
                            int containers = 1 + random.nextInt(MAX_CONTAINERS);
                            add(host, pods, containers);
                            Thread.sleep(random.nextInt(MAX_PAUSE_MILLIS));
                            remove(host, containers);
                            Thread.sleep(random.nextInt(MAX_PAUSE_MILLIS));
                        }
                    });
            witness.step(
                    "a real move",
                    Expected.of("rebind default_interface_changed").egress("v4 interface=eth1 usable=yes"),
                    () -> host.sh("ip route replace default via 10.2.0.1"));
            witness.confirm();
        }
    }

    private static void add(Host host, Host pods, int containers) {
        host.sh("for i in $(seq " + containers + "); do"
                + " ip link add veth$i type veth peer name c$i netns " + pods.namespace() + ";"
                + " ip link set veth$i master cni0 up; ip route add 10.244.1.$i/32 dev cni0; done");
        pods.sh("for i in $(seq " + containers + "); do ip link set c$i up; ip addr add 10.244.1.$i/24 dev c$i; done");
    }

    private static void remove(Host host, int containers) {
        host.sh("for i in $(seq " + containers
                + "); do ip route del 10.244.1.$i/32 dev cni0; ip link del veth$i; done");
    }
}
