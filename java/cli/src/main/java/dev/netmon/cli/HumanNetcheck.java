// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.EgressPath;
import dev.netmon.underlay.netcheck.HomeRegion;
import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.netcheck.NetcheckReport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines for people: the phases on standard error, where a person looks at it, and the report. */
final class HumanNetcheck implements NetcheckLines {

    /** The descriptor of standard error. */
    private static final int STANDARD_ERROR = 2;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int LABEL = 16; // "captive portal" and two spaces

    private final Shell shell;
    private final Palette palette;
    private final boolean watched;

    HumanNetcheck(Shell shell, Palette palette) {
        this.shell = shell;
        this.palette = palette;
        this.watched = shell.descriptors().terminal(STANDARD_ERROR);
    }

    @Override
    public void phase(Phase phase) {
        if (watched) {
            shell.err()
                    .println("netmon: "
                            + switch (phase) {
                                case RESOLVE -> "looking names up";
                                case STUN -> "asking by STUN";
                                case HTTPS -> "no answer by STUN yet: asking by HTTPS";
                                case CAPTIVE_PORTAL -> "no answer by STUN yet: looking for a captive portal";
                            });
        }
    }

    @Override
    public void report(NetcheckReport report) {
        shell.out().line(text(report, palette, shell.zone()));
    }

    static String text(NetcheckReport report, Palette palette, ZoneId zone) {
        StringBuilder text = new StringBuilder(1024);
        text.append(palette.faint(TIME.format(report.at().time().atZone(zone))))
                .append(" netcheck ")
                .append(report.complete() ? palette.good("complete") : palette.bad("incomplete"))
                .append(" in ")
                .append(millis(report.duration()));
        label(text, "udp").append(report.udp() ? palette.good("yes") : palette.bad("no"));
        family(text, "ipv4", report.ipv4(), report.publicV4());
        family(text, "ipv6", report.ipv6(), report.publicV6());
        Boolean varies = report.mappingVaries();
        label(text, "mapping")
                .append(
                        varies == null
                                ? "unknown, fewer than two servers of one family answered"
                                : varies ? palette.bad("varies by destination") : "the same for every destination");
        Boolean portal = report.captivePortal();
        if (portal != null) {
            label(text, "captive portal").append(portal ? palette.bad("yes") : "no");
        }
        path(text, "path v4", report.pathV4());
        path(text, "path v6", report.pathV6());
        regions(text, report);
        servers(text, report.servers(), palette);
        return text.toString();
    }

    private static StringBuilder label(StringBuilder text, String label) {
        text.append("\n  ").append(label);
        return spaces(text, LABEL - label.length());
    }

    private static StringBuilder spaces(StringBuilder text, int count) {
        return text.append(" ".repeat(Math.max(1, count)));
    }

    private static void family(StringBuilder text, String name, boolean works, @Nullable InetSocketAddress seen) {
        label(text, name).append(works ? "yes" : "no");
        if (seen != null) {
            text.append(", public address ").append(Addresses.format(seen));
        }
    }

    private static void path(StringBuilder text, String name, @Nullable EgressPath path) {
        label(text, name);
        if (path == null) {
            text.append("none");
            return;
        }
        text.append(path.interfaceName());
        InetAddress source = path.source();
        if (source != null) {
            text.append(' ').append(Addresses.format(source));
        }
        InetAddress gateway = path.gateway();
        if (gateway != null) {
            text.append(" via ").append(Addresses.format(gateway));
        }
        EgressPath.Unusable why = path.whyUnusable();
        if (why != null) {
            text.append(" (unusable: ").append(why.label()).append(')');
        }
    }

    private static void regions(StringBuilder text, NetcheckReport report) {
        if (report.regions().isEmpty()) {
            return;
        }
        label(text, "home region").append(home(report));
        List<List<String>> table = new ArrayList<>();
        for (NetcheckReport.Region region : report.regions()) {
            List<String> row = new ArrayList<>();
            row.add((region.id() == report.home() ? "* " : "  ") + region.id());
            row.add(region.code());
            latency(row, "v4", region.v4());
            latency(row, "v6", region.v6());
            latency(row, "https", region.https());
            if (row.size() == 2) {
                row.add("no answer");
            }
            table.add(row);
        }
        table(text, table);
    }

    private static void latency(List<String> row, String how, @Nullable Duration latency) {
        if (latency != null) {
            row.add(how + " " + millis(latency));
        }
    }

    private static String home(NetcheckReport report) {
        if (report.home() == HomeRegion.NONE) {
            return "none, no region answered";
        }
        for (NetcheckReport.Region region : report.regions()) {
            if (region.id() == report.home()) {
                return (region.id() + " " + region.code() + " " + region.name()).strip();
            }
        }
        return Integer.toString(report.home());
    }

    private static void servers(StringBuilder text, List<NetcheckReport.Server> servers, Palette palette) {
        label(text, "servers").append(servers.isEmpty() ? "none was contacted" : "");
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == ' ') {
            length--;
        }
        text.setLength(length);
        List<List<String>> table = new ArrayList<>();
        for (NetcheckReport.Server server : servers) {
            List<String> row = new ArrayList<>();
            row.add("  " + server.address());
            row.add(server.transport() == NetcheckReport.Transport.STUN ? "stun" : "https");
            NetcheckReport.Failure error = server.error();
            Duration rtt = server.rtt();
            String outcome =
                    error != null ? palette.bad(error.label().replace('_', ' ')) : rtt == null ? "" : millis(rtt);
            row.add(
                    server.certificate() == NetcheckReport.Certificate.UNCHECKED
                            ? outcome + palette.bad(" (its certificate is not checked)")
                            : outcome);
            table.add(row);
        }
        table(text, table);
    }

    /** Columns as wide as their widest cell; the last one is not padded. */
    private static void table(StringBuilder text, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            text.append("\n  ");
            for (int i = 0; i < row.size(); i++) {
                text.append(row.get(i));
                if (i < row.size() - 1) {
                    spaces(text, widths.get(i) + 2 - row.get(i).length());
                }
            }
        }
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
