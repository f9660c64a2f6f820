// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message holds, in words. */
class MessageTextTest {
    private static final Map<String, Vector> VECTORS = Vector.load("macos.vec");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "route-add-default4|add default via 192.168.1.1 dev 6 pid 99",
                "route-del-default4|delete default via 192.168.1.1 dev 6 pid 99",
                "route-add-default4-scoped|add default via 10.0.0.1 dev 11 scoped pid 99",
                "route-add-net8-shortmask-unpadded|add 10.0.0.0/8 dev 6",
                "route-add-net6-48-trimmed|add fd00:1:2::/48 via fe80::aa dev 33",
                "route-add-host-no-mask|add 203.0.113.9/32 dev 6 cloned llinfo",
                "route-change|change default via 192.168.1.254 dev 6 mtu 1400 pid 99",
                "route-add-failed-echo|add default via 192.168.1.1 pid 4242 errno 17",
                "route-get-by-other-process|get default via 192.168.1.1 dev en0 src 192.168.1.20 pid 4242",
                "route-miss6|miss 2001:db8::1/128",
                "ifinfo-down-event|? down running mtu 1500",
                "ifinfo-promisc-noise|? up running promisc mtu 1500",
                "ifinfo-sysctl|en0 up running mtu 1500 mac 02:00:5e:10:00:01",
                "ifinfo2-utun|utun4319 up running pointopoint mtu 1280",
                "newaddr4|192.168.1.20/24 broadcast 192.168.1.255 dev en0",
                "newaddr6-linklocal|fe80::1c2d:3e4f/64 dev en0",
                "delmaddr6|message of type 16",
                "bad-version-3|message of type 1: unknown protocol version"
            })
    void vectors(String name, String text) {
        assertEquals(text, MessageText.of(VECTORS.get(name).messages().get(0)));
    }

    @Test
    void anAddressOfATableNamesItsInterfaceByIndex() {
        assertEquals(
                "192.168.1.20/24 broadcast 192.168.1.255 dev 6",
                MessageText.of(VECTORS.get("sysctl-iflist2").messages().get(1)));
    }

    @Test
    void flagsOfARoute() {
        RouteMessage route = new RouteSample(Rtsock.RTM_ADD, 0x201008, "10.0.0.0", -1).get();
        assertEquals("add 10.0.0.0/? local reject blackhole", MessageText.of(route));
    }

    @Test
    void flagsOfAnInterface() {
        LinkMessage link = new LinkMessage(Rtsock.RTM_IFINFO2, 1, "lo0", 0x249, 0x18, null, 16384, 0);
        assertEquals("lo0 up running loopback allmulti mtu 16384", MessageText.of(link));
    }

    @ParameterizedTest
    @CsvSource({"5, losing", "6, redirect", "7, miss", "8, lock", "11, resolve", "20, get", "99, message of type 99"})
    void kindsOfRouteMessages(int type, String word) {
        assertEquals(word + " default", MessageText.of(new RouteSample(type, 0, "0.0.0.0", 0).get()));
    }

    @Test
    void eachFaultSaysWhatIsWrong() {
        Set<String> texts = new HashSet<>();
        for (Fault fault : Fault.values()) {
            texts.add(MessageText.of(new Malformed(1, fault, null)));
        }
        assertEquals(Fault.values().length, texts.size());
    }
}
