// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Software and devices a laboratory test may need beyond namespaces, each with what to install for it. */
public enum Tool {
    /** A DHCP server, also for router advertisements. */
    DNSMASQ("dnsmasq", "dnsmasq"),
    /** The DHCP client of busybox. */
    UDHCPC("udhcpc", "udhcpc"),
    /** The DHCP client of ISC. */
    DHCLIENT("isc-dhcp-client", "dhclient"),
    /** A DHCP client that probes an address before it uses it. */
    DHCPCD("dhcpcd5", "dhcpcd"),
    /** The router advertisement daemon. */
    RADVD("radvd", "radvd"),
    /** The OpenVPN daemon. */
    OPENVPN("openvpn", "openvpn"),
    /** Key and certificate maker. */
    OPENSSL("openssl", "openssl"),
    /** {@code wg-quick} with the user-space WireGuard, so that no kernel module is needed. */
    WG_QUICK("wireguard-tools wireguard-go", "wg-quick", "wg", "wireguard-go", "bash"),
    /** Packet filter, for NAT. */
    NFT("nftables", "nft"),
    /** A STUN and TURN server. */
    COTURN("coturn", "turnserver"),
    /** The compiler of the peers that are written in Go. */
    GO("golang", "go"),
    /** NetworkManager and the bus it talks on. */
    NETWORK_MANAGER("network-manager dbus", "NetworkManager", "nmcli", "dbus-daemon"),
    /** The network manager of systemd. */
    NETWORKD("systemd", "systemd-networkd"),
    /** Virtual addresses by VRRP. */
    KEEPALIVED("keepalived", "keepalived"),
    /** More users than one, for daemons that give up their rights; a user namespace of an ordinary user has one. */
    USERS("root of the machine: a user namespace with a single user is not enough"),
    /** A tun device that may be opened. */
    TUN("a readable and writable /dev/net/tun");

    private static final List<Path> FOLDERS = folders();

    private final String install;
    private final List<String> programs;

    Tool(String install, String... programs) {
        this.install = install;
        this.programs = List.of(programs);
    }

    /** What is missing here and where to get it, or empty if all is there. */
    public Optional<String> missing() {
        if (this == TUN) {
            Path device = Path.of("/dev/net/tun");
            boolean usable = Files.isReadable(device) && Files.isWritable(device);
            return usable ? Optional.empty() : Optional.of("needs " + install);
        }
        if (this == USERS) {
            return hasUsers() ? Optional.empty() : Optional.of("needs " + install);
        }
        List<String> absent =
                programs.stream().filter(program -> find(program).isEmpty()).toList();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", absent) + " not found (package: " + install + ")");
    }

    private static boolean hasUsers() {
        try {
            // Inside, outside, how many; one line per range.
            return Files.readAllLines(Path.of("/proc/self/uid_map")).stream()
                    .anyMatch(range -> !range.strip().endsWith(" 1"));
        } catch (IOException e) {
            return false;
        }
    }

    /** The full path of the tool's (first) program; only where nothing is {@link #missing()}. */
    public String path() {
        return programs.stream()
                .findFirst()
                .flatMap(Tool::find)
                .map(Path::toString)
                .orElseThrow(() -> new LabException(name() + " has no program here"));
    }

    static Optional<Path> find(String program) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String searchPath() {
        return FOLDERS.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        // Not on the path of every user, and daemons live there.
        for (String folder : List.of(
                "/usr/local/go/bin", "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/systemd", "/lib/systemd")) {
            folders.add(Path.of(folder));
        }
        return List.copyOf(folders);
    }
}
