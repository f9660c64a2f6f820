// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "eth0, eth0, true",
        "eth0, eth01, false",
        "eth0, eth, false",
        "eth*, eth0, true",
        "eth*, eth, true",
        "eth*, veth0, false",
        "*eth*, veth0, true",
        "*0, eth10, true",
        "*0, eth1, false",
        "eth?, eth1, true",
        "eth?, eth, false",
        "?*?, ab, true",
        "?*?, a, false",
        "*a*b, xaab, true",
        "*a*b, xaba, false",
        "**, lo, true",
        "eth0.*, eth0.100, true",
        "eth0.*, eth0x100, false"
    })
    void matches(String pattern, String name, boolean expected) {
        assertEquals(expected, new Glob(pattern).matches(name));
    }
}
