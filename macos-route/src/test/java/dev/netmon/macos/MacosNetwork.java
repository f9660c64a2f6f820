// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.MachineNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Two pairs of fake Ethernet interfaces on a Mac, changed by {@code ifconfig} and {@code route}: for the machine two new
 * cables with nobody at the other end. Needs root, or {@code sudo} without a password; the sources need neither.
 *
 * <p>An interface of a pair has carrier while it has its peer, as XNU's {@code if_fake.c} says, so parting them is pulling
 * a cable.
 */
final class MacosNetwork extends MachineNetwork {
    private static final String UPLINK = "feth7701";
    private static final String PEER = "feth7702";
    private static final String OTHER_UPLINK = "feth7703";
    private static final String OTHER_PEER = "feth7704";

    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private MacosNetwork(Binding binding) {
        super(() -> new MacosSourceProvider().create(binding));
    }

    /** Whether this machine lets a test build it; for {@code @EnabledIf}. */
    static boolean permitted() {
        return new MacosSourceProvider().supported() && works(privileged("true"));
    }

    /** Builds it, without what an earlier run may have left. The test is skipped where the JVM is too old for the binding. */
    static MacosNetwork build(Binding binding) {
        Assumptions.assumeTrue(
                binding != Binding.FFM || Runtime.version().feature() >= 22, "the foreign function API needs Java 22");
        MacosNetwork network = new MacosNetwork(binding);
        network.close();
        try {
            network.build();
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private void build() {
        pair(UPLINK, PEER, ADDRESS);
        pair(OTHER_UPLINK, OTHER_PEER, OTHER_ADDRESS);
        route("add", GATEWAY);
        Await.until("links that have settled", () -> settled(UPLINK) && settled(OTHER_UPLINK));
    }

    private static void pair(String link, String peer, String address) {
        administer("ifconfig", link, "create");
        administer("ifconfig", peer, "create");
        administer("ifconfig", link, "peer", peer);
        administer("ifconfig", peer, "up");
        administer("ifconfig", link, "inet", address, "netmask", "255.255.255.0", "up");
    }

    private static boolean settled(String link) {
        String said = run(List.of("/sbin/ifconfig", link));
        return said.contains("status: active") && !said.contains("tentative");
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
        // A second address inside the first one's prefix is announced only with a route of its own.
        administer("ifconfig", UPLINK, "inet", SPARE, "netmask", "255.255.255.255", "alias");
    }

    @Override
    public void removeSpareAddress() {
        administer("ifconfig", UPLINK, "inet", SPARE, "-alias");
    }

    @Override
    public void moveDefaultAway() {
        removeDefault();
        route("add", OTHER_GATEWAY);
    }

    @Override
    public void moveDefaultBack() {
        removeDefault();
        route("add", GATEWAY);
    }

    @Override
    public void removeDefault() {
        administer("route", "-n", "delete", "-net", DESTINATION);
    }

    @Override
    public void loseCarrier() {
        administer("ifconfig", UPLINK, "-peer");
    }

    void regainCarrier() {
        administer("ifconfig", UPLINK, "peer", PEER);
    }

    void addIpv6Address() {
        administer("ifconfig", UPLINK, "inet6", "fd77:1::2", "prefixlen", "64", "alias");
    }

    void removeIpv6Address() {
        administer("ifconfig", UPLINK, "inet6", "fd77:1::2", "-alias");
    }

    void addLoopbackAlias() {
        administer("ifconfig", "lo0", "inet", SPARE, "netmask", "255.255.255.255", "alias");
    }

    void removeLoopbackAlias() {
        administer("ifconfig", "lo0", "inet", SPARE, "-alias");
    }

    void mtu(int bytes) {
        administer("ifconfig", UPLINK, "mtu", Integer.toString(bytes));
    }

    /** Switches the first uplink: {@code up} or {@code down}. */
    void admin(String to) {
        administer("ifconfig", UPLINK, to);
    }

    @Override
    public void close() {
        works(privileged("route", "-n", "delete", "-net", DESTINATION));
        for (String link : List.of(UPLINK, PEER, OTHER_UPLINK, OTHER_PEER)) {
            works(privileged("ifconfig", link, "destroy"));
        }
    }

    private static void route(String what, String gateway) {
        administer("route", "-n", what, "-net", DESTINATION, gateway);
    }

    private static void administer(String... command) {
        run(privileged(command));
    }

    private static List<String> privileged(String... command) {
        List<String> all = new ArrayList<>(ROOT ? List.of() : List.of("sudo", "-n"));
        all.addAll(List.of(command));
        return all;
    }
}
