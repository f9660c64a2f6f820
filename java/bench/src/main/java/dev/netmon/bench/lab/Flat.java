// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Whether an event costs the same on a small host and on one with thousands of interfaces or routes. */
final class Flat {

    /** Events of a round: this many addresses come and go. */
    private static final int ADDRESSES = 500;

    /** Bursts that only warm up. */
    private static final int WARM = 6;

    private final Lab lab;
    private final int rounds;
    private final Random random = new Random(4);

    Flat(Lab lab) {
        this.lab = lab;
        this.rounds = lab.setup().number("flat-rounds", 15);
    }

    void run() throws IOException {
        Map<String, Namespace> hosts = new LinkedHashMap<>();
        hosts.put("10 interfaces", lab.namespace());
        hosts.get("10 interfaces").fill(10);
        hosts.put("1,000 interfaces", lab.namespace());
        hosts.get("1,000 interfaces").fill(1000);
        hosts.put("5,000 interfaces", lab.namespace());
        hosts.get("5,000 interfaces").fill(5000);
        hosts.put("500,000 routes", lab.namespace());
        lab.trigger().addRoutes(hosts.get("500,000 routes"), "11.0.0.0", 500_000);
        Shell.pause(2000);
        Table table = new Table(
                "CPU per event, microseconds, of an address that comes or goes (median of " + (rounds - WARM)
                        + " bursts of " + 2 * ADDRESSES + ", the settled change included, the JVM's compilers not)",
                "program",
                "10 interfaces",
                "1,000 interfaces",
                "5,000 interfaces",
                "500,000 routes",
                "1,000 / 10",
                "5,000 / 10",
                "routes / 10");
        measure(table, hosts, "C loop, counts only", host -> Subject.loopCount(lab.tools(), host));
        for (Lab.Binding binding : lab.bindings()) {
            measure(table, hosts, lab.watchName(binding), host -> lab.watch(host, binding));
        }
        table.print();
        hosts.values().forEach(Namespace::close);
    }

    private interface Start {
        Subject on(Namespace host) throws IOException;
    }

    private void measure(Table table, Map<String, Namespace> hosts, String name, Start start) throws IOException {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        Map<String, List<Double>> micros = new HashMap<>();
        try {
            for (Map.Entry<String, Namespace> host : hosts.entrySet()) {
                subjects.put(host.getKey(), start.on(host.getValue()));
            }
            Shell.pause(2000);
            List<String> order = new ArrayList<>(hosts.keySet());
            for (int round = 0; round < rounds; round++) {
                Collections.shuffle(order, random);
                for (String key : order) {
                    double used = burst(Objects.requireNonNull(subjects.get(key)));
                    if (round >= WARM) {
                        micros.computeIfAbsent(key, k -> new ArrayList<>()).add(used);
                    }
                }
            }
        } finally {
            subjects.values().forEach(Subject::close);
        }
        List<Double> figures = hosts.keySet().stream()
                .map(key -> Quantiles.of(micros.getOrDefault(key, List.of())).median())
                .toList();
        table.row(
                name,
                figures.get(0),
                figures.get(1),
                figures.get(2),
                figures.get(3),
                figures.get(1) / figures.get(0),
                figures.get(2) / figures.get(0),
                figures.get(3) / figures.get(0));
    }

    private double burst(Subject subject) throws IOException {
        Namespace in = subject.namespace();
        Cpu before = subject.cpu();
        for (int i = 0; i < ADDRESSES; i++) {
            String address = "10.77." + i / 250 + "." + (1 + i % 250);
            lab.trigger().addAddress(in, address);
            lab.trigger().deleteAddress(in, address);
        }
        Shell.pause(600);
        Cpu used = subject.cpu().since(before);
        // The compilers of a JVM work when they please, and end.
        return (used.millis() - used.compilerMillis()) * 1000 / (2 * ADDRESSES);
    }
}
