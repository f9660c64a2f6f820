// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Containers come and go on a host, as a CNI plug-in sets them up: a bridge, a veth pair with one end in a namespace of
 * its own, addresses, routes. None of it may matter. Now and then the default route really moves, to prove that the
 * monitor is awake; every {@code rebind} or {@code reprobe} beyond those is needless.
 */
final class Churn {

    /** Containers alive at once. */
    private static final int CONTAINERS = 10;

    /** From one real move to the next. */
    private static final Duration MOVES = Duration.ofMinutes(5);

    private final Lab lab;
    private final Duration length;
    private final Random random = new Random(5);

    Churn(Lab lab) {
        this.lab = lab;
        this.length = Duration.ofSeconds(lab.setup().number("seconds", 3600));
    }

    void run() throws IOException {
        Namespace host = lab.namespace();
        Map<Lab.Binding, Subject> watches = new HashMap<>();
        List<String> alive = new ArrayList<>();
        long containers = 0;
        int moves = 0;
        long began = System.nanoTime();
        try {
            for (Lab.Binding binding : lab.bindings()) {
                watches.put(binding, lab.watch(host, binding));
            }
            Subject messages = Subject.loopCount(lab.tools(), host);
            Duration half = MOVES.compareTo(length.dividedBy(2)) < 0 ? MOVES : length.dividedBy(2);
            long nextMove = began + half.toNanos();
            while (System.nanoTime() - began < length.toNanos()) {
                if (System.nanoTime() - nextMove >= 0) {
                    nextMove += MOVES.toNanos();
                    lab.trigger().moveDefault(host, moves % 2 == 0);
                    moves++;
                    Shell.pause(1500); // one move, one burst
                }
                if (alive.isEmpty() || alive.size() < CONTAINERS && random.nextBoolean()) {
                    alive.add(add(host, containers++));
                } else {
                    remove(host, alive.remove(random.nextInt(alive.size())));
                    if (alive.isEmpty()) {
                        host.batch("link del cni0\n");
                    }
                }
                Shell.pause(random.nextInt(1 + lab.setup().number("pause-millis", 800)));
            }
            Shell.pause(2000);
            print(watches, messages, containers, moves, Duration.ofNanos(System.nanoTime() - began));
        } finally {
            watches.values().forEach(Subject::close);
            alive.forEach(name -> Shell.attempt("ip", "netns", "del", name));
        }
    }

    private static String add(Namespace host, long number) throws IOException {
        String name = "netmon-lab-c" + ProcessHandle.current().pid() + "-" + number;
        String inside = "10.88." + number / 250 % 250 + "." + (2 + number % 250);
        Shell.run("ip", "netns", "add", name);
        host.attempt("link add cni0 type bridge\naddr add 10.88.0.1/16 dev cni0\nlink set cni0 up\n");
        String outside = "veth" + number % 100_000;
        host.batch("link add " + outside + " type veth peer name eth0 netns " + name + "\nlink set " + outside
                + " master cni0\nlink set " + outside + " up\n");
        Shell.feed(
                "link set lo up\naddr add " + inside + "/16 dev eth0\nlink set eth0 up\n"
                        + "route add default via 10.88.0.1\n",
                "ip",
                "-n",
                name,
                "-batch",
                "-");
        host.batch("route add " + inside + "/32 dev cni0\n");
        return name;
    }

    private static void remove(Namespace host, String name) throws IOException {
        long number = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        host.attempt("route del 10.88." + number / 250 % 250 + "." + (2 + number % 250) + "/32 dev cni0\n");
        Shell.run("ip", "netns", "del", name);
    }

    private static void print(
            Map<Lab.Binding, Subject> watches, Subject messages, long containers, int moves, Duration length) {
        Table table = new Table(
                "containers come and go for " + length.toSeconds() + " s: " + containers + " containers, " + moves
                        + " real moves of the default route; the kernel's "
                        + messages.end().get(1).text(),
                "command",
                "rebinds",
                "needless rebinds",
                "needless reprobes",
                "moves missed");
        watches.forEach((binding, watch) -> {
            long rebinds = count(watch, "rebind");
            table.row(
                    watch.name(),
                    rebinds,
                    Math.max(0, rebinds - moves),
                    count(watch, "reprobe"),
                    Math.max(0, moves - rebinds));
            watch.lines().stream()
                    .filter(line -> line.text().contains("\"significance\":\"reprobe\""))
                    .limit(5)
                    .forEach(line -> System.out.println(line.text()));
        });
        table.print();
    }

    private static long count(Subject watch, String significance) {
        return watch.lines().stream()
                .filter(line -> line.text().contains("\"significance\":\"" + significance + '"'))
                .count();
    }
}
