// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.Check;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines for people: local time, what it is, what changed from what to what, why. No cursor is moved. */
final class HumanLines implements Lines {

    private static final int WORD = 9; // the longest word in the second column and a space: "snapshot "

    private final Output out;
    private final Palette palette;
    private final ZoneId zone;

    HumanLines(Output out, Palette palette, ZoneId zone) {
        this.out = out;
        this.palette = palette;
        this.zone = zone;
    }

    @Override
    public void snapshot(NetworkState state, BackendInfo backend) {
        StringBuilder line = start(state.at(), palette.faint(pad("snapshot")));
        egress(line, state);
        line.append("  ").append(palette.faint(backend(backend)));
        out.line(line);
    }

    @Override
    public void status(NetworkState state, BackendInfo backend) {
        StringBuilder text = new StringBuilder(1024);
        for (Family family : Family.values()) {
            text.append("egress ").append(family.label()).append("  ");
            path(text, state.egress(family));
            text.append('\n');
        }
        text.append("backend    ").append(backend(backend));
        int width = 10; // as wide as "egress v4 "
        for (NetInterface each : state.interfaces()) {
            width = Math.max(width, each.name().length());
        }
        for (NetInterface each : state.interfaces()) {
            text.append('\n');
            pad(text, each.name(), width + 1);
            link(text, each.link());
            for (LinkAddress address : each.addresses()) {
                text.append("  ").append(address);
                for (LinkAddress.Flag flag : LinkAddress.Flag.values()) {
                    if (address.has(flag)) {
                        text.append(' ').append(Labels.of(flag));
                    }
                }
            }
        }
        out.line(text);
    }

    @Override
    public void raw(RawEvent event) {
        StringBuilder line = start(event.at(), palette.faint(pad("raw")));
        line.append(Labels.of(event.kind()));
        RawEvent.Op op = event.op();
        if (op != null) {
            line.append(op == RawEvent.Op.NEW ? " new" : " del");
        }
        String name = event.interfaceName();
        if (name != null) {
            line.append(' ').append(name);
        } else if (event.index() != 0) {
            line.append(" #").append(event.index());
        }
        if (!event.detail().isEmpty()) {
            line.append("  ").append(event.detail());
        }
        out.line(line);
    }

    @Override
    public void change(LinkChange change) {
        Significance significance = change.significance();
        StringBuilder line = start(change.at(), palette.significance(significance, pad(significance.label())));
        int before = line.length();
        ChangeText.append(line, change.changes(), change.changesOmitted());
        if (line.length() > before) {
            line.append("  ");
        } else if (significance != Significance.NONE) {
            egress(line, change.state()); // nothing differs, but this is what it is about
            line.append("  ");
        }
        line.append('[');
        String separator = "";
        for (Reason reason : change.reasons()) {
            line.append(separator).append(reason.label());
            separator = ", ";
        }
        line.append(']');
        if (change.eager()) {
            line.append(" eager");
        }
        if (change.passing()) {
            line.append(" transient");
        }
        if (change.capped()) {
            line.append(" capped");
        }
        out.line(line);
    }

    @Override
    public void lagged(Moment at, long missed) {
        StringBuilder line = start(at, palette.bad(pad("lagged")));
        line.append(missed).append(" raw events were missed: this reader is too slow; no change is lost");
        out.line(line);
    }

    @Override
    public void waited(Moment at, boolean met, List<String> until, NetworkState state) {
        String word = pad(met ? "met" : "timeout");
        StringBuilder line = start(at, met ? palette.good(word) : palette.bad(word));
        egress(line, state);
        line.append("  [").append(String.join(", ", until)).append(']');
        out.line(line);
    }

    @Override
    public void doctor(Moment at, List<Check> checks) {
        int width = 0;
        for (Check check : checks) {
            width = Math.max(width, check.name().length());
        }
        for (Check check : checks) {
            StringBuilder line = new StringBuilder(160);
            line.append(check.ok() ? palette.good("ok   ") : palette.bad("FAIL "));
            pad(line, check.name(), width + 2);
            line.append(check.detail());
            String fix = check.fix();
            if (fix != null) {
                line.append("  -> ").append(fix);
            }
            out.line(line);
        }
    }

    /** The beginning of every line with a time. */
    StringBuilder start(Moment at, String word) {
        StringBuilder line = new StringBuilder(160);
        if (palette == Palette.PLAIN) {
            time(line, at.time());
        } else {
            StringBuilder time = new StringBuilder(12);
            time(time, at.time());
            line.append(palette.faint(time.toString()));
        }
        return line.append(' ').append(word);
    }

    /** By hand: the first line must not wait for the formatters of java.time to be loaded. */
    private void time(StringBuilder line, Instant instant) {
        long local =
                instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds();
        int second = (int) Math.floorMod(local, 86_400L);
        two(line, second / 3_600);
        two(line, second / 60 % 60, ':');
        two(line, second % 60, ':');
        int millis = instant.getNano() / 1_000_000;
        line.append('.').append((char) ('0' + millis / 100));
        two(line, millis % 100);
    }

    private static void two(StringBuilder line, int number, char before) {
        two(line.append(before), number);
    }

    private static void two(StringBuilder line, int number) {
        line.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static void egress(StringBuilder line, NetworkState state) {
        line.append("v4 ");
        path(line, state.egressV4());
        line.append("; v6 ");
        path(line, state.egressV6());
    }

    private static void path(StringBuilder line, @Nullable EgressPath path) {
        if (path == null) {
            line.append("none");
            return;
        }
        line.append(path.interfaceName());
        InetAddress source = path.source();
        if (source != null) {
            line.append(' ').append(Addresses.format(source));
        }
        InetAddress gateway = path.gateway();
        if (gateway != null) {
            line.append(" via ").append(Addresses.format(gateway));
        }
        EgressPath.Unusable why = path.whyUnusable();
        if (why != null) {
            line.append(" (unusable: ").append(why.label()).append(')');
        }
    }

    private static void link(StringBuilder text, Link link) {
        text.append(link.up() ? "up" : "down").append(link.carrier() ? ", carrier" : ", no carrier");
        if (link.loopback()) {
            text.append(", loopback");
        }
        if (link.mtu() > 0) {
            text.append(", mtu ").append(link.mtu());
        }
        if (link.mac() != null) {
            text.append(", ").append(link.mac());
        }
    }

    private static String backend(BackendInfo backend) {
        return backend.binding() == null ? backend.name() : backend.name() + "/" + backend.binding();
    }

    static String pad(String word) {
        StringBuilder text = new StringBuilder(WORD);
        pad(text, word, WORD);
        return text.toString();
    }

    private static void pad(StringBuilder text, String word, int width) {
        text.append(word);
        for (int i = word.length(); i < width; i++) {
            text.append(' ');
        }
    }
}
