// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.LinkSourceProvider;
import dev.netmon.testkit.MachineNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;

/**
 * Two virtual adapters of a Windows machine, {@code netmon-a} and {@code netmon-b}, changed by {@code netsh}. They are
 * made beforehand by {@code .ci/adapters.ps1}, because that installs a device; changing them needs an administrator, the
 * sources need nothing. What is changed is not stored: it is gone with the next start of the machine.
 */
final class WindowsNetwork extends MachineNetwork {
    static final String UPLINK = "netmon-a";
    static final String OTHER_UPLINK = "netmon-b";

    private static final String MASK = "255.255.255.0";

    private WindowsNetwork(Binding binding) {
        super(() -> ServiceLoader.load(LinkSourceProvider.class)
                .findFirst()
                .orElseThrow()
                .create(binding));
    }

    /** Whether this machine lets a test build it; for {@code @EnabledIf}. */
    static boolean permitted() {
        return System.getProperty("os.name").startsWith("Windows")
                // Answers administrators only.
                && works(List.of("fltmc"))
                && works(netsh("show", "interface", UPLINK))
                && works(netsh("show", "interface", OTHER_UPLINK));
    }

    /** Builds it, without what an earlier run may have left. The test is skipped where the JVM is too old for the binding. */
    static WindowsNetwork build(Binding binding) {
        Assumptions.assumeTrue(
                binding != Binding.FFM || Runtime.version().feature() >= 22, "the foreign function API needs Java 22");
        WindowsNetwork network = new WindowsNetwork(binding);
        network.close();
        try {
            change("add", "address", UPLINK, ADDRESS, MASK);
            change("add", "address", OTHER_UPLINK, OTHER_ADDRESS, MASK);
            change("add", "route", DESTINATION, UPLINK, GATEWAY);
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    @Override
    public String uplink() {
        return UPLINK;
    }

    @Override
    public String otherUplink() {
        return OTHER_UPLINK;
    }

    @Override
    public void addSpareAddress() {
        change("add", "address", UPLINK, SPARE, MASK);
    }

    @Override
    public void removeSpareAddress() {
        change("delete", "address", UPLINK, SPARE);
    }

    @Override
    public void moveDefaultAway() {
        change("delete", "route", DESTINATION, UPLINK, GATEWAY);
        change("add", "route", DESTINATION, OTHER_UPLINK, OTHER_GATEWAY);
    }

    @Override
    public void moveDefaultBack() {
        change("delete", "route", DESTINATION, OTHER_UPLINK, OTHER_GATEWAY);
        change("add", "route", DESTINATION, UPLINK, GATEWAY);
    }

    @Override
    public void removeDefault() {
        change("delete", "route", DESTINATION, UPLINK, GATEWAY);
    }

    @Override
    public void loseCarrier() {
        Assumptions.abort("a loopback adapter of Windows has no cable");
    }

    /** Switches the first uplink: {@code Disable} or {@code Enable}. */
    void admin(String verb) {
        run(List.of(
                "powershell.exe",
                "-NoProfile",
                "-NonInteractive",
                "-Command",
                verb + "-NetAdapter -Name " + UPLINK + " -Confirm:$false -ErrorAction Stop"));
    }

    @Override
    public void close() {
        works(active("delete", "route", DESTINATION, UPLINK, GATEWAY));
        works(active("delete", "route", DESTINATION, OTHER_UPLINK, OTHER_GATEWAY));
        works(active("delete", "address", UPLINK, SPARE));
        works(active("delete", "address", UPLINK, ADDRESS));
        works(active("delete", "address", OTHER_UPLINK, OTHER_ADDRESS));
    }

    private static void change(String... what) {
        run(active(what));
    }

    private static List<String> active(String... what) {
        List<String> command = netsh(what);
        command.add("store=active");
        return command;
    }

    private static List<String> netsh(String... what) {
        List<String> command = new ArrayList<>(List.of("netsh", "interface", "ipv4"));
        command.addAll(List.of(what));
        return command;
    }
}
