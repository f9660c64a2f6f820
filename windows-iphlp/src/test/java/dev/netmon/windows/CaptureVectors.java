// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_UNSPEC;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_NUM_ENTRIES;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_TABLE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.testkit.VectorFile;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records what Windows calls back with, and what its tables say of the two adapters, while a network is changed:
 * {@code FILE.vec}, and {@code FILE.txt} with the type of each notification. No test by its name; to run it:
 *
 * <pre>
 * mvn -Dquick -pl windows-iphlp -am test -Dtest=CaptureVectors -Dnetmon.capture=C:\windows-captured
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@EnabledIf(
        value = "dev.netmon.windows.WindowsNetwork#permitted",
        disabledReason = "needs Windows, an administrator, and the adapters that .ci/adapters.ps1 makes")
@EnabledIfSystemProperty(named = "netmon.capture", matches = ".+", disabledReason = "give -Dnetmon.capture=FILE")
class CaptureVectors {
    /** How long Windows has to be silent before the next step. */
    private static final long QUIET_SECONDS = 2;

    /** How many notifications a step is waited for at most, on a machine that is never silent. */
    private static final int PATIENCE = 200;

    private interface Change {
        void make() throws Exception;
    }

    /** A notification as it came, on a thread of Windows. */
    private record Notice(MibKind kind, int type, @Nullable ByteBuffer key, String thread) {}

    private final VectorFile file = new VectorFile();
    private final LinkedBlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final Set<ByteBuffer> seen = new HashSet<>();

    @Test
    void record() throws Exception {
        WindowsLibrary library = Bindings.windows(BindingChoice.AUTO).library();
        MibChangeReceiver receiver = (kind, type, key) ->
                notices.add(new Notice(kind, type, key, Thread.currentThread().getName()));
        try (WindowsNetwork network = WindowsNetwork.build(Binding.AUTO)) {
            Set<Integer> indexes = indexes();
            List<Registration> registrations = List.of(
                    library.NotifyIpInterfaceChange(AF_UNSPEC, receiver, 1),
                    library.NotifyUnicastIpAddressChange(AF_UNSPEC, receiver, 1),
                    library.NotifyRouteChange2(AF_UNSPEC, receiver, 1));
            try {
                registrations.forEach(one -> assertEquals(0, one.error()));
                listen("registered");
                tables("registered", library, indexes);
                for (Map.Entry<String, Change> step : steps(network).entrySet()) {
                    step.getValue().make();
                    listen(step.getKey());
                    tables(step.getKey(), library, indexes);
                }
            } finally {
                registrations.forEach(Registration::cancel);
            }
        }
        file.write(System.getProperty("netmon.capture"));
    }

    private static Map<String, Change> steps(WindowsNetwork network) {
        Map<String, Change> steps = new LinkedHashMap<>();
        steps.put("address", network::addSpareAddress);
        steps.put("address-del", network::removeSpareAddress);
        steps.put("route-away", network::moveDefaultAway);
        steps.put("route-back", network::moveDefaultBack);
        steps.put("route-del", network::removeDefault);
        steps.put("disabled", () -> network.admin("Disable"));
        steps.put("enabled", () -> network.admin("Enable"));
        return steps;
    }

    private static Set<Integer> indexes() throws Exception {
        return NetworkInterface.networkInterfaces()
                .filter(one -> one.inetAddresses()
                        .anyMatch(address -> address.getHostAddress().startsWith("10.77.")))
                .map(NetworkInterface::getIndex)
                .collect(Collectors.toSet());
    }

    private void listen(String step) throws InterruptedException {
        for (int i = 0; i < PATIENCE; i++) {
            Notice notice = notices.poll(QUIET_SECONDS, TimeUnit.SECONDS);
            if (notice == null) {
                return;
            }
            ByteBuffer key = notice.key() == null ? ByteBuffer.allocate(0) : notice.key();
            String what = "of=" + notice.kind() + " notification; type=" + notice.type();
            file.add(step, what, key, notice + (notice.key() == null ? " without a row" : ""));
        }
    }

    /** Every row of the two adapters that was not there before. */
    private void tables(String step, WindowsLibrary library, Set<Integer> indexes) {
        rows(step, "MIB_IF_ROW2", library.GetIfTable2(), MIB_IF_ROW2_SIZE, MIB_IF_ROW2_INTERFACE_INDEX, indexes);
        rows(
                step,
                "MIB_UNICASTIPADDRESS_ROW",
                library.GetUnicastIpAddressTable(AF_UNSPEC),
                MIB_UNICASTIPADDRESS_ROW_SIZE,
                MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX,
                indexes);
        rows(
                step,
                "MIB_IPFORWARD_ROW2",
                library.GetIpForwardTable2(AF_UNSPEC),
                MIB_IPFORWARD_ROW2_SIZE,
                MIB_IPFORWARD_ROW2_INTERFACE_INDEX,
                indexes);
        rows(
                step,
                "MIB_IPINTERFACE_ROW",
                library.GetIpInterfaceTable(AF_UNSPEC),
                MIB_IPINTERFACE_ROW_SIZE,
                MIB_IPINTERFACE_ROW_INTERFACE_INDEX,
                indexes);
    }

    private void rows(String step, String name, MibTable table, int size, int indexAt, Set<Integer> indexes) {
        assertEquals(0, table.error(), name);
        ByteBuffer bytes = table.bytes();
        for (int i = 0; i < bytes.getInt(MIB_TABLE_NUM_ENTRIES); i++) {
            ByteBuffer row = bytes.slice(MIB_TABLE_TABLE + i * size, size).order(bytes.order());
            if (indexes.contains(row.getInt(indexAt)) && seen.add(row)) {
                file.add(step, "of=" + name, row, "index " + row.getInt(indexAt));
            }
        }
    }
}
