// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;

/** Lines for programs: every answer, so what was lost shows in {@code seq}. */
final class JsonPing implements PingLines {

    private final JsonPrinter json;
    private final Ending ending;

    JsonPing(Output out, Ending ending) {
        this.ending = ending;
        json = new JsonPrinter(out);
    }

    @Override
    public void changed(LinkChange change) {}

    @Override
    public void answered(Pong pong) {
        json.print(lines -> lines.pong(pong));
    }

    @Override
    public void refused(Moment at, int code, String reason) {
        json.print(lines -> lines.error(at, "refused", "the peer answers " + code + " " + reason));
    }

    @Override
    public void rebound(Moment at, RebindResult result) {
        json.print(lines -> lines.rebind(at, result));
    }

    @Override
    public void finished() {
        ending.end(Ending.Cause.COMPLETE);
    }

    @Override
    public void summary(Moment at, PingSummary summary) {
        json.print(lines -> lines.pingSummary(at, summary));
    }
}
