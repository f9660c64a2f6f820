// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our Windows numbers against what the headers of Windows said, {@code windows-numbers.txt}; on every system. */
class WindowsNumbersTest {

    @Test
    void constantsAndLayoutsAreThoseOfTheHeaders() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        ours.putAll(numbers(WindowsConstants.class));
        ours.putAll(numbers(WindowsLayouts.class));

        assertTrue(ours.size() > 150, "only " + ours.size());
        assertEquals(recorded(), ours);
    }

    @Test
    void theKeyOfARowEndsWithItsLastKeyField() {
        assertEquals(WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_INDEX + 4, MibKind.IP_INTERFACE.keyBytes());
        assertEquals(WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX + 4, MibKind.UNICAST_ADDRESS.keyBytes());
        assertEquals(
                WindowsLayouts.MIB_IPFORWARD_ROW2_NEXT_HOP + WindowsLayouts.SOCKADDR_INET_SIZE,
                MibKind.ROUTE.keyBytes());
    }

    @Test
    void errorsHaveTheNamesOfOurConstants() throws Exception {
        for (Map.Entry<String, Integer> number : numbers(WindowsConstants.class).entrySet()) {
            if (number.getKey().startsWith("ERROR_")) {
                assertEquals(number.getKey(), Win32Error.symbol(number.getValue()));
            }
        }
    }

    @Test
    void anErrorIsDescribedWithItsCallAndNumber() {
        assertEquals("GetIfTable2: ERROR_ACCESS_DENIED (5)", Win32Error.describe("GetIfTable2", 5));
        assertEquals("GetIfTable2: error 4711", Win32Error.describe("GetIfTable2", 4711));
        assertEquals("error 4294967295", Win32Error.symbol(-1), "codes are unsigned");
    }

    private static Map<String, Integer> recorded() throws IOException {
        try (InputStream in = WindowsNumbersTest.class.getResourceAsStream("testing/windows-numbers.txt")) {
            Map<String, Integer> numbers = new TreeMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(each -> !each.isBlank() && !each.startsWith("#"))
                    .toList()) {
                String[] words = line.split(" ", 3);
                numbers.put(words[0], Integer.parseInt(words[1]));
            }
            return numbers;
        }
    }

    private static Map<String, Integer> numbers(Class<?> type) throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                numbers.put(field.getName(), field.getInt(null));
            }
        }
        return numbers;
    }
}
