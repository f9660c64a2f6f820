// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.Check;
import dev.netmon.spi.LinkSourceProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MacosSourceProviderTest {
    private final MacosSourceProvider provider = new MacosSourceProvider();

    @Test
    void theServiceLoaderFindsIt() {
        assertTrue(ServiceLoader.load(LinkSourceProvider.class).stream()
                .anyMatch(found -> found.type().equals(MacosSourceProvider.class)));
        assertEquals("macos-route", provider.name());
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, true", "Linux, false", "Windows 11, false", "Darwin, false"})
    void itIsForOneSystem(String system, boolean supported) {
        String before = System.getProperty("os.name");
        System.setProperty("os.name", system);
        try {
            assertEquals(supported, provider.supported());
        } finally {
            System.setProperty("os.name", before);
        }
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    @DisabledOnOs(OS.MAC)
    void elsewhereItSaysSoInOneLine(Binding binding) {
        BackendUnavailableException thrown =
                assertThrows(BackendUnavailableException.class, () -> provider.create(binding));
        assertTrue(thrown.getMessage().startsWith("macos-route: the macOS calls need macOS"), thrown.getMessage());
        assertEquals(1, thrown.getMessage().lines().count());
        List<Check> checks = provider.diagnose(binding);
        assertEquals(1, checks.size());
        assertFalse(checks.get(0).ok());
    }
}
