// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.Addresses;
import dev.netmon.Family;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM decides at its start whether it has IPv6; here is one that has not. */
final class Ipv4OnlyJvmTest {

    @Test
    void aJvmWithoutIpv6StaysIpv4AndSaysSo() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        assertEquals(
                List.of(
                        "SAME_PORT",
                        "null",
                        "{V6=this JVM was started without v6}",
                        "FAILED",
                        "no UDP socket can be bound: {V6=this JVM was started without v6}"),
                output.lines().toList());
    }

    /** What the other JVM does. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults(), new Inbox())) {
                List<RebindResult> results = underlay.rebind(RebindMode.KEEP_PORT);
                results.forEach(result -> System.out.println(result.outcome()));
                System.out.println(underlay.local(Family.V6));
                System.out.println(underlay.unavailable());
                System.out.println(underlay.send(Inbox.bytes("x"), new InetSocketAddress(Addresses.parse("::1"), 9)));
            }
            try {
                UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V6), new Inbox());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
