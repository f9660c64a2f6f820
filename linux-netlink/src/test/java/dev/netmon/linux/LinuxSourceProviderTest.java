// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.LinkSourceProvider;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LinuxSourceProviderTest {
    private final LinuxSourceProvider provider = new LinuxSourceProvider();

    @Test
    void theServiceLoaderFindsIt() {
        assertTrue(ServiceLoader.load(LinkSourceProvider.class).stream()
                .anyMatch(found -> found.type().equals(LinuxSourceProvider.class)));
        assertTrue(provider.supported());
        assertEquals("linux-netlink", provider.name());
    }

    @Test
    void autoIsTheForeignFunctionApiWhereThereIsOne() throws Exception {
        String expected = Runtime.version().feature() >= 22 ? "ffm" : "jna";
        try (LinkSource source = provider.create(Binding.AUTO)) {
            assertInstanceOf(NetlinkSource.class, source);
            assertEquals("linux-netlink", source.info().name());
            assertEquals(expected, source.info().binding());
        }
    }

    @Test
    @EnabledForJreRange(maxVersion = 21)
    void aBindingThatCannotRunIsSaidInOneLine() {
        BackendUnavailableException thrown =
                assertThrows(BackendUnavailableException.class, () -> provider.create(Binding.FFM));
        assertTrue(thrown.getMessage().startsWith("linux-netlink: FFM: needs Java 22"), thrown.getMessage());
        assertEquals(1, thrown.getMessage().lines().count());
    }

    @Test
    @SuppressWarnings("try") // closing by hand is what is tested
    void aSourceThatIsNotOpenSaysSo() throws Exception {
        try (LinkSource source = provider.create(Binding.JNA)) {
            assertThrows(SourceException.class, () -> source.await(0));
            assertThrows(SourceException.class, () -> source.route(InetAddress.getLoopbackAddress()));
            source.wakeup();
            source.open();
            source.close();
            assertThrows(SourceException.class, source::reread);
        }
    }
}
