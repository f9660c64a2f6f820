// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace that looks like a host with two uplinks: {@code wan0} and {@code wan1}, veth pairs whose other ends are
 * in a second namespace, the router; the default route goes by {@code wan0}; {@code spare} is a bridge nobody needs.
 */
final class Namespace implements AutoCloseable {

    /** The gateway behind {@code wan0}, and the one behind {@code wan1}. */
    static final String GATEWAY_A = "10.71.0.1";

    static final String GATEWAY_B = "10.72.0.1";

    private static final List<Namespace> OPEN = new ArrayList<>();
    private static int number;

    private final String name;
    private final String router;
    private int a;
    private int b;
    private int x;

    private Namespace() {
        name = "netmon-lab-" + ProcessHandle.current().pid() + "-" + number++;
        router = name + "r";
    }

    private void build() throws IOException {
        Shell.run("ip", "netns", "add", name);
        Shell.run("ip", "netns", "add", router);
        // IPv6 off: its own traffic (duplicate address detection, router solicitation) would be events nobody made.
        sh(name, "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1");
        sh(router, "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1");
        batch("""
                link set lo up
                link add wan0 type veth peer name wan0 netns ROUTER
                link add wan1 type veth peer name wan1 netns ROUTER
                link add spare type bridge
                link set spare up
                addr add 10.71.0.2/24 dev wan0
                addr add 10.72.0.2/24 dev wan1
                link set wan0 up
                link set wan1 up
                """.replace("ROUTER", router));
        String uplinks = """
                addr add 10.71.0.1/24 dev wan0
                addr add 10.72.0.1/24 dev wan1
                link set wan0 up
                link set wan1 up
                """;
        Shell.feed(uplinks, "ip", "-n", router, "-batch", "-");
        batch("route add default via " + GATEWAY_A + " dev wan0\n");
        a = index("wan0");
        b = index("wan1");
        x = index("spare");
    }

    static Namespace create() throws IOException {
        Namespace made = new Namespace();
        synchronized (OPEN) {
            if (number == 1) {
                Runtime.getRuntime().addShutdownHook(new Thread(Namespace::closeAll));
            }
            OPEN.add(made); // before it is whole, so that a half-made one is removed too
        }
        made.build();
        return made;
    }

    private static void closeAll() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        synchronized (OPEN) {
            OPEN.forEach(Namespace::remove);
        }
    }

    String path() {
        return "/var/run/netns/" + name;
    }

    int a() {
        return a;
    }

    int b() {
        return b;
    }

    int x() {
        return x;
    }

    /** A command line that runs inside. */
    String[] inside(List<String> command) {
        return Shell.words(List.of("ip", "netns", "exec", name), command.toArray(new String[0]));
    }

    /** Lines for {@code ip -batch}. */
    void batch(String lines) throws IOException {
        Shell.feed(lines, "ip", "-n", name, "-batch", "-");
    }

    /** The same where some of it may be there or gone already. */
    void attempt(String lines) throws IOException {
        lines.lines().forEach(line -> Shell.attempt(Shell.words(List.of("ip", "-n", name), line.split(" "))));
    }

    /** Adds bridges without use until there are so many interfaces. */
    void fill(int interfaces) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 4; i < interfaces; i++) {
            lines.append("link add br").append(i).append(" type bridge\n");
        }
        batch(lines.toString());
    }

    private int index(String link) throws IOException {
        // Among words about an interrupted dump, where others change links at that moment.
        return Shell.run("ip", "-n", name, "-o", "link", "show", "dev", link)
                .lines()
                .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(':'))))
                .findFirst()
                .orElseThrow(() -> new IOException("no link " + link + " in " + name));
    }

    private static void sh(String namespace, String command) throws IOException {
        Shell.run("ip", "netns", "exec", namespace, "sh", "-c", command);
    }

    private void remove() {
        Shell.attempt("ip", "netns", "del", name);
        Shell.attempt("ip", "netns", "del", router);
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            OPEN.remove(this);
        }
        remove();
    }
}
