// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import dev.netmon.Addresses;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.DerpMap;
import dev.netmon.underlay.netcheck.DerpMapException;
import dev.netmon.underlay.netcheck.Netcheck;
import dev.netmon.underlay.netcheck.NetcheckOptions;
import dev.netmon.underlay.netcheck.NetcheckReport;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How long a full netcheck takes on loopback, by the real underlay: with 1, 2 and 20 regions, and with one of two servers
 * dead. The servers answer from threads of the same process. Not as root; the arguments are how often (400) and how often
 * with a dead server (20).
 */
public final class Netchecks {

    private static final int[] REGIONS = {1, 2, 20};
    private static final int WARM_UP = 200;

    private Netchecks() {}

    public static void main(String[] arguments)
            throws IOException, DerpMapException, ExecutionException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        int deadRounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        System.out.println(Setup.machine());
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < REGIONS[REGIONS.length - 1]; i++) {
            ports.add(serve());
        }
        Table table = new Table("A full netcheck on loopback, ms", "regions", "rounds", "first", "p50", "p95", "max");
        for (int regions : REGIONS) {
            measure(table, Integer.toString(regions), ports.subList(0, regions), WARM_UP, rounds);
        }
        try (DatagramChannel dead = bound()) {
            int silent = port(dead);
            measure(table, "2, one dead", List.of(ports.get(0), silent), 2, deadRounds);
        }
        table.print();
    }

    private static void measure(Table table, String what, List<Integer> ports, int warmUp, int rounds)
            throws IOException, DerpMapException, ExecutionException, InterruptedException {
        StringBuilder map = new StringBuilder("{\"Regions\":{");
        for (int i = 1; i <= ports.size(); i++) {
            map.append(i == 1 ? "" : ",")
                    .append("\"" + i + "\":{\"RegionID\":" + i
                            + ",\"Nodes\":[{\"IPv4\":\"127.0.0.1\",\"STUNOnly\":true,")
                    .append("\"STUNPort\":" + ports.get(i - 1) + "}]}");
        }
        DerpMap parsed = DerpMap.parse(map.append("}}").toString(), "made here");
        try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults(), (datagram, from) -> {});
                Netcheck netcheck = new Netcheck(underlay, NetcheckOptions.map(parsed))) {
            double first = once(netcheck);
            for (int i = 0; i < warmUp; i++) {
                once(netcheck);
            }
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                millis.add(once(netcheck));
            }
            Quantiles all = Quantiles.of(millis);
            table.row(what, rounds, first, all.median(), all.at(0.95), all.max());
        }
    }

    /** From the call to the report, as the caller sees it. */
    private static double once(Netcheck netcheck) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        NetcheckReport report = netcheck.measureNow().get();
        double millis = (System.nanoTime() - start) / 1e6;
        if (!report.udp()) {
            throw new IllegalStateException("no server answered: " + report);
        }
        return millis;
    }

    private static DatagramChannel bound() throws IOException {
        return DatagramChannel.open().bind(new InetSocketAddress(Addresses.parse("127.0.0.1"), 0));
    }

    private static int port(DatagramChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Answers for as long as the process lives. */
    private static int serve() throws IOException {
        DatagramChannel channel = bound();
        Thread thread = new Thread(
                () -> {
                    ByteBuffer buffer = ByteBuffer.allocate(1500);
                    while (true) {
                        try {
                            SocketAddress from = channel.receive(buffer.clear());
                            StunMessage request = StunMessage.read(buffer.flip());
                            if (request != null) {
                                channel.send(
                                        StunWriter.success(request.id())
                                                .xorMapped((InetSocketAddress) from)
                                                .finish(),
                                        from);
                            }
                        } catch (IOException e) {
                            throw new IllegalStateException("a server on loopback failed", e);
                        }
                    }
                },
                "stun-server");
        thread.setDaemon(true);
        thread.start();
        return port(channel);
    }
}
