// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_UNSPEC;

import dev.netmon.Addresses;
import dev.netmon.MonitorOptions;
import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.spi.Check;
import dev.netmon.spi.SourceException;
import dev.netmon.windows.wire.Rows;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tries what the backend needs, one call after the other, and cancels what it registers: the binding, the notifications,
 * the tables, the question for the best route, and suspend and resume.
 */
final class WindowsDiagnosis {

    private static final String POLL = "use --backend poll";

    private final List<Check> checks = new ArrayList<>();

    private WindowsDiagnosis() {}

    static List<Check> run(BindingChoice choice) {
        WindowsDiagnosis diagnosis = new WindowsDiagnosis();
        WindowsLibrary library = diagnosis.binding(choice);
        if (library != null) {
            diagnosis.calls(library);
        }
        return List.copyOf(diagnosis.checks);
    }

    /** What a library that could be bound is good for. */
    static List<Check> of(WindowsLibrary library) {
        WindowsDiagnosis diagnosis = new WindowsDiagnosis();
        diagnosis.calls(library);
        return List.copyOf(diagnosis.checks);
    }

    private @Nullable WindowsLibrary binding(BindingChoice choice) {
        try {
            Bound<WindowsLibrary> found = Bindings.windows(choice);
            String name = found.binding().toString().toLowerCase(Locale.ROOT);
            String notChosen = found.notChosen();
            good("binding", notChosen == null ? name : name + " (" + notChosen + ")");
            return found.library();
        } catch (BindingUnavailableException e) {
            bad("binding", String.valueOf(e.getMessage()), "start java with --enable-native-access=ALL-UNNAMED");
            return null;
        }
    }

    private void calls(WindowsLibrary library) {
        try (IphlpPort port = new IphlpPort(library)) {
            notifications(port);
            table("interfaces", POLL, port::interfaces);
            table("addresses", POLL, port::addresses);
            table("routes", null, () -> port.routes(AF_UNSPEC));
            metrics(port);
            bestRoute(port);
            wake(port);
        }
    }

    private void notifications(IphlpPort port) {
        try {
            port.listen(new ChangeQueue());
            good("notifications", "changes of interfaces, addresses and routes are reported");
        } catch (SourceException e) {
            bad("notifications", String.valueOf(e.getMessage()), POLL);
        }
    }

    private interface Table {
        Rows<?> read() throws SourceException;
    }

    private void table(String name, @Nullable String fix, Table table) {
        try {
            Rows<?> rows = table.read();
            if (rows.unread() > 0) {
                bad(name, rows.unread() + " rows cannot be read", "report this");
            } else {
                good(name, rows.rows().isEmpty() ? "there is none" : "can be read");
            }
        } catch (SourceException e) {
            bad(name, String.valueOf(e.getMessage()), fix);
        }
    }

    private void metrics(IphlpPort port) {
        try {
            good(
                    "metrics",
                    port.ipInterfaces(AF_UNSPEC).rows().isEmpty()
                            ? "not told by this system: every interface counts the same"
                            : "can be read");
        } catch (SourceException e) {
            bad("metrics", String.valueOf(e.getMessage()), null);
        }
    }

    private void bestRoute(IphlpPort port) {
        InetAddress destination = MonitorOptions.defaults().probeV4();
        IphlpPort.BestRoute best = port.bestRoute(destination);
        if (!best.able()) {
            good("best_route", "not answered by this system: found in the table of routes");
        } else {
            good("best_route", (best.route() == null ? "none" : "answered") + " for " + Addresses.format(destination));
        }
    }

    private void wake(IphlpPort port) {
        String refused = port.listenToPower(new ChangeQueue());
        if (refused == null) {
            good("wake", "a suspend is noticed by its notification");
        } else {
            bad("wake", refused + ": a suspend is not noticed", null);
        }
    }

    private void good(String name, String detail) {
        checks.add(Check.good(name, detail));
    }

    private void bad(String name, String detail, @Nullable String fix) {
        checks.add(Check.bad(name, detail, fix));
    }
}
