// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.DarwinKernelEvents;
import dev.netmon.ffi.testing.AppleHeaders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every number of the wire format against those that a compiler for macOS took from Apple's headers, the same for both
 * processors; it printed them as {@code sizeof__struct}, {@code offsetof__struct__field} and {@code const__NAME}. The
 * constants it was not asked for are those recorded beside the bindings.
 */
class LayoutsTest {
    private static final List<Class<?>> HOLDERS = List.of(Rtsock.class, NetIf.class, Sockaddr.class);

    /** What the name of an offset starts with: the struct, and what its fields start with in C. */
    private static final Map<String, List<String>> STRUCTS = Map.of(
            "RTM_", List.of("rt_msghdr", "rtm_"),
            "RMX_", List.of("rt_metrics", "rmx_"),
            "IFM_", List.of("if_msghdr", "ifm_"),
            "IFM2_", List.of("if_msghdr2", "ifm_"),
            "IFI_", List.of("if_data", "ifi_"),
            "IFAM_", List.of("ifa_msghdr", "ifam_"),
            "SIN_", List.of("sockaddr_in", "sin_"),
            "SIN6_", List.of("sockaddr_in6", "sin6_"),
            "SDL_", List.of("sockaddr_dl", "sdl_"));

    /** Those that neither list has: no macOS says otherwise, but nothing here compares them. */
    private static final Map<String, Integer> NOT_COMPARED = Map.ofEntries(
            Map.entry("COMMON_HEADER", 4),
            Map.entry("IFT_OTHER", 1),
            Map.entry("IFT_ETHER", 6),
            Map.entry("IFT_PPP", 0x17),
            Map.entry("IFT_LOOP", 0x18),
            Map.entry("IFT_BRIDGE", 0xd1),
            Map.entry("IFT_CELLULAR", 0xff),
            Map.entry("SA_LEN_AT", 0),
            Map.entry("SA_FAMILY_AT", 1));

    @Test
    void numbersAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> headers = headers();
        Map<String, Object> different = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        int agreed = 0;
        for (Class<?> holder : HOLDERS) {
            for (Field field : holder.getDeclaredFields()) {
                if (field.isSynthetic() || !Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                String name = field.getName();
                Long expected = headers.get(inHeaders(name));
                if (expected == null) {
                    assertEquals(NOT_COMPARED.get(name), field.get(null), name);
                    unknown.add(name);
                } else if (expected != field.getInt(null)) {
                    different.put(name, field.get(null));
                } else {
                    agreed++;
                }
            }
        }
        assertEquals(Map.of(), different);
        assertEquals(new TreeSet<>(NOT_COMPARED.keySet()), unknown);
        assertTrue(agreed > 80, "compared only " + agreed);
    }

    /** The slots are numbered as their bits are. */
    @Test
    void slotsAreTheBitsOfTheHeaders() throws Exception {
        Map<String, Long> headers = headers();
        for (String slot : List.of("DST", "GATEWAY", "NETMASK", "IFP", "IFA", "BRD")) {
            assertEquals(headers.get("const__RTA_" + slot), 1L << headers.get("const__RTAX_" + slot), slot);
        }
    }

    /** Both kinds of interface message keep addrs, flags and index where the other has them. */
    @Test
    void bothInterfaceMessagesBeginAlike() throws Exception {
        Map<String, Long> headers = headers();
        assertEquals(headers.get("offsetof__if_data__ifi_mtu"), headers.get("offsetof__if_data64__ifi_mtu"));
        assertEquals(headers.get("offsetof__if_data__ifi_baudrate"), headers.get("offsetof__if_data64__ifi_baudrate"));
        assertEquals(headers.get("offsetof__rt_msghdr__rtm_flags"), headers.get("offsetof__rt_msghdr2__rtm_flags"));
        assertEquals(headers.get("offsetof__rt_msghdr__rtm_addrs"), headers.get("offsetof__rt_msghdr2__rtm_addrs"));
        assertEquals(headers.get("offsetof__rt_msghdr__rtm_rmx"), headers.get("offsetof__rt_msghdr2__rtm_rmx"));
        assertEquals(headers.get("sizeof__rt_msghdr"), headers.get("sizeof__rt_msghdr2"));
        assertEquals(
                (long) NetIf.SIZEOF_IF_MSGHDR2,
                headers.get("offsetof__if_msghdr2__ifm_data") + headers.get("sizeof__if_data64"));
        assertEquals(
                (long) NetIf.SIZEOF_IF_MSGHDR,
                headers.get("offsetof__if_msghdr__ifm_data") + headers.get("sizeof__if_data"));
    }

    /** Parser and binding say the same of what both know. */
    @Test
    void numbersAreThoseOfTheBinding() {
        assertEquals(DarwinConstants.AF_UNSPEC, Sockaddr.AF_UNSPEC);
        assertEquals(DarwinConstants.AF_INET, Sockaddr.AF_INET);
        assertEquals(DarwinConstants.AF_INET6, Sockaddr.AF_INET6);
        assertEquals(DarwinConstants.AF_LINK, Sockaddr.AF_LINK);
        assertEquals(DarwinConstants.IF_NAMESIZE, KernelEvents.IFNAMSIZ);
        assertEquals(DarwinKernelEvents.KEV_VENDOR_APPLE, KernelEvents.KEV_VENDOR_APPLE);
        assertEquals(DarwinKernelEvents.KEV_NETWORK_CLASS, KernelEvents.KEV_NETWORK_CLASS);
    }

    private static String inHeaders(String name) {
        if (name.startsWith("SIZEOF_")) {
            return "sizeof__" + name.substring("SIZEOF_".length()).toLowerCase(Locale.ROOT);
        }
        List<String> struct = STRUCTS.get(name.substring(0, name.indexOf('_') + 1));
        if (name.endsWith("_AT") && struct != null) {
            String field = name.substring(name.indexOf('_') + 1, name.length() - "_AT".length());
            return "offsetof__" + struct.get(0) + "__" + struct.get(1) + field.toLowerCase(Locale.ROOT);
        }
        return "const__" + name;
    }

    private static Map<String, Long> headers() throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        try (InputStream in = LayoutsTest.class.getResourceAsStream("layouts-darwin.txt")) {
            assertNotNull(in);
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                numbers.put(words[0], Long.valueOf(words[1]));
            }
        }
        AppleHeaders.numbers().forEach((name, value) -> {
            if (name.indexOf('(') < 0) {
                assertEquals(value, numbers.getOrDefault("const__" + name, value), name);
                numbers.put("const__" + name, value);
            }
        });
        return numbers;
    }
}
