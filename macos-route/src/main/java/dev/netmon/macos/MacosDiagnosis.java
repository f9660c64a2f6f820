// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.Addresses;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.InterfaceEntry;
import dev.netmon.macos.KernelPort.Media;
import dev.netmon.macos.wire.SocketAddress;
import dev.netmon.spi.Check;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tries what the backend needs, one call after the other, on descriptors of its own: the binding, the routing socket and
 * its receive buffer, kernel events, the table of interfaces against what the C library reads of it, a lookup, and the
 * clocks that notice a sleep.
 */
final class MacosDiagnosis {
    private final List<Check> checks = new ArrayList<>();

    private MacosDiagnosis() {}

    static List<Check> run(BindingChoice choice) {
        MacosDiagnosis diagnosis = new MacosDiagnosis();
        try {
            Bound<DarwinLibrary> found = Bindings.darwin(choice);
            String name = found.binding().toString().toLowerCase(Locale.ROOT);
            String notChosen = found.notChosen();
            diagnosis.good("binding", notChosen == null ? name : name + " (" + notChosen + ")");
            diagnosis.system(found.library());
        } catch (BindingUnavailableException e) {
            diagnosis.bad(
                    "binding", String.valueOf(e.getMessage()), "start java with --enable-native-access=ALL-UNNAMED");
        }
        return List.copyOf(diagnosis.checks);
    }

    /** The checks of the system behind a binding. */
    static List<Check> of(DarwinLibrary library) {
        MacosDiagnosis diagnosis = new MacosDiagnosis();
        diagnosis.system(library);
        return List.copyOf(diagnosis.checks);
    }

    private void system(DarwinLibrary library) {
        try (KernelPort kernel = new KernelPort(library)) {
            good("routing_socket", "a routing socket can be opened");
            buffer(kernel.routeBuffer());
            carrier(kernel.withoutKernelEvents());
            List<NetInterface> interfaces = tables(kernel);
            if (interfaces != null) {
                media(kernel, interfaces);
                witness(kernel, interfaces);
            }
            lookup(kernel);
        } catch (SourceException e) {
            bad(
                    "routing_socket",
                    String.valueOf(e.getMessage()),
                    "allow the process to open routing sockets (App Sandbox: com.apple.security.network.client)");
        }
        wake(library);
    }

    private void buffer(long size) {
        if (size >= KernelPort.EVENT_BUFFER) {
            good("receive_buffer", size + " bytes");
        } else {
            bad(
                    "receive_buffer",
                    size + " bytes: a storm of events may overflow it, then the state is read again",
                    "sysctl -w kern.ipc.maxsockbuf=" + 2 * KernelPort.EVENT_BUFFER);
        }
    }

    private void carrier(@Nullable String missing) {
        if (missing == null) {
            good("carrier", "kernel events tell when a link loses or regains carrier");
        } else {
            bad("carrier", missing + ": a lost carrier is noticed only when something else happens", null);
        }
    }

    private @Nullable List<NetInterface> tables(KernelPort kernel) {
        try {
            InterfaceTable table = new InterfaceTable(kernel, new CarrierLog());
            List<NetInterface> interfaces = table.read();
            if (table.malformed() == 0) {
                good("interface_table", interfaces.size() + " interfaces");
            } else {
                bad("interface_table", table.malformed() + " records could not be read", "report this");
            }
            return interfaces;
        } catch (SourceException e) {
            bad("interface_table", String.valueOf(e.getMessage()), null);
            return null;
        }
    }

    private void media(KernelPort kernel, List<NetInterface> interfaces) {
        int told = 0;
        for (NetInterface one : interfaces) {
            Link link = one.link();
            if (kernel.media(link.name()) != Media.UNKNOWN) {
                told++;
            }
        }
        good("media", told + " of " + interfaces.size() + " interfaces tell whether their other end is there");
    }

    /** The C library reads another table of the kernel with another parser: both should find the same. */
    private void witness(KernelPort kernel, List<NetInterface> interfaces) {
        try {
            TreeSet<String> ours = new TreeSet<>();
            for (NetInterface one : interfaces) {
                for (LinkAddress address : one.addresses()) {
                    ours.add(one.name() + " " + Addresses.format(address.address()));
                }
            }
            TreeSet<String> theirs = new TreeSet<>();
            for (InterfaceEntry entry : kernel.entries()) {
                InetAddress address = entry.address() == null
                        ? null
                        : SocketAddress.read(ByteBuffer.wrap(entry.address()).order(ByteOrder.nativeOrder()));
                if (address != null) {
                    theirs.add(entry.name() + " " + Addresses.format(address));
                }
            }
            TreeSet<String> differing = new TreeSet<>(ours);
            differing.removeAll(theirs);
            theirs.removeAll(ours);
            differing.addAll(theirs);
            if (differing.isEmpty()) {
                good("witness", "getifaddrs finds the same " + ours.size() + " addresses");
            } else {
                bad("witness", "getifaddrs differs: " + String.join(", ", differing), "look again, then report this");
            }
        } catch (SourceException e) {
            bad("witness", String.valueOf(e.getMessage()), null);
        }
    }

    private void lookup(KernelPort kernel) {
        try {
            boolean found = new Asker(kernel).route(Addresses.parse("127.0.0.1")) != null;
            good("lookup", found ? "the kernel answers" : "the kernel answers, and knows no way to itself");
        } catch (SourceException e) {
            bad("lookup", String.valueOf(e.getMessage()), "allow writing to routing sockets in the sandbox");
        }
    }

    private void wake(DarwinLibrary library) {
        if (KernelPort.continuousTime(library) < 0 || KernelPort.absoluteTime(library) < 0) {
            bad("wake", "the clocks do not tell a sleep", null);
        } else {
            good("wake", "a sleep is noticed at the next event after it");
        }
    }

    private void good(String name, String detail) {
        checks.add(Check.good(name, detail));
    }

    private void bad(String name, String detail, @Nullable String fix) {
        checks.add(Check.bad(name, detail, fix));
    }
}
