// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

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

class WindowsSourceProviderTest {
    private final WindowsSourceProvider provider = new WindowsSourceProvider();

    @Test
    void theServiceLoaderFindsIt() {
        assertTrue(ServiceLoader.load(LinkSourceProvider.class).stream()
                .anyMatch(found -> found.type().equals(WindowsSourceProvider.class)));
        assertEquals("windows-iphlp", provider.name());
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, true", "Windows Server 2025, true", "Linux, false", "Mac OS X, false", "Darwin, false"})
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
    @DisabledOnOs(OS.WINDOWS)
    void elsewhereItSaysSoInOneLine(Binding binding) {
        BackendUnavailableException thrown =
                assertThrows(BackendUnavailableException.class, () -> provider.create(binding));

        assertTrue(thrown.getMessage().startsWith("windows-iphlp: "), thrown.getMessage());
        assertEquals(1, thrown.getMessage().lines().count());
        List<Check> checks = provider.diagnose(binding);
        assertEquals(1, checks.size());
        assertFalse(checks.get(0).ok());
    }
}
