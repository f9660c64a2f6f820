// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.LinuxConstants;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.spi.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tries what the backend needs, one call after the other, on descriptors of its own: the binding, the netlink socket,
 * its groups and receive buffer, the timer that notices a suspend, and whose network is seen.
 */
final class LinuxDiagnosis {

    private final List<Check> checks = new ArrayList<>();

    private LinuxDiagnosis() {}

    static List<Check> run(BindingChoice choice) {
        LinuxDiagnosis diagnosis = new LinuxDiagnosis();
        LinuxLibrary library = diagnosis.binding(choice);
        if (library != null) {
            try (KernelPort.Trial trial = new KernelPort.Trial(library)) {
                diagnosis.netlink(trial);
                diagnosis.timer(trial);
            }
        }
        diagnosis.namespace();
        return List.copyOf(diagnosis.checks);
    }

    private @Nullable LinuxLibrary binding(BindingChoice choice) {
        try {
            Bound<LinuxLibrary> found = Bindings.linux(choice);
            String name = found.binding().toString().toLowerCase(Locale.ROOT);
            String notChosen = found.notChosen();
            good("binding", notChosen == null ? name : name + " (" + notChosen + ")");
            return found.library();
        } catch (BindingUnavailableException e) {
            bad("binding", String.valueOf(e.getMessage()), "start java with --enable-native-access=ALL-UNNAMED");
            return null;
        }
    }

    private void netlink(KernelPort.Trial trial) {
        int opened = trial.open();
        if (opened < 0) {
            bad(
                    "netlink",
                    Errno.LINUX.describe("socket(AF_NETLINK)", -opened),
                    "allow AF_NETLINK in the sandbox (systemd: RestrictAddressFamilies=AF_NETLINK AF_INET AF_INET6)");
            return;
        }
        int bound = trial.bind();
        if (bound < 0) {
            bad("netlink", Errno.LINUX.describe("bind", -bound), "allow bind in the sandbox");
            return;
        }
        good("netlink", "a routing socket can be opened");
        groups(trial);
        buffer(trial);
    }

    private void groups(KernelPort.Trial trial) {
        for (int group : KernelPort.GROUPS) {
            int joined = trial.join(group);
            if (joined < 0) {
                bad(
                        "groups",
                        Errno.LINUX.describe("NETLINK_ADD_MEMBERSHIP " + group, -joined),
                        group == LinuxConstants.RTNLGRP_NEXTHOP ? "next hop objects need Linux 5.3" : null);
                return;
            }
        }
        good("groups", "links, addresses, routes, rules and next hops can be subscribed to");
    }

    private void buffer(KernelPort.Trial trial) {
        long size = trial.receiveBuffer();
        if (size >= 2L * KernelPort.EVENT_BUFFER) {
            good("receive_buffer", size + " bytes");
        } else {
            bad(
                    "receive_buffer",
                    size + " bytes: a storm of events may overflow it, then the state is read again",
                    "run with CAP_NET_ADMIN, or: sysctl -w net.core.rmem_max=" + KernelPort.EVENT_BUFFER);
        }
    }

    private void timer(KernelPort.Trial trial) {
        int result = trial.timer();
        if (result < 0) {
            bad("wake", Errno.LINUX.describe("timerfd", -result) + ": a suspend is not noticed", "allow timerfd calls");
        } else {
            good("wake", "a suspend is noticed by timerfd");
        }
    }

    private void namespace() {
        String own = link("/proc/self/ns/net");
        String first = link("/proc/1/ns/net");
        if (own == null) {
            good("namespace", "/proc does not tell which network namespace this is");
        } else if (first == null || first.equals(own)) {
            good("namespace", own);
        } else {
            good("namespace", own + ", not that of process 1: what is outside it is not seen");
        }
    }

    private static @Nullable String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException | SecurityException e) {
            return null; // not ours to read, or no /proc
        }
    }

    private void good(String name, String detail) {
        checks.add(Check.good(name, detail));
    }

    private void bad(String name, String detail, @Nullable String fix) {
        checks.add(Check.bad(name, detail, fix));
    }
}
