// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import dev.netmon.wire.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Lines for programs: every answer, so what was lost shows in {@code seq}. */
final class JsonPing implements PingLines {

    private final JsonLines json;
    private final Ending ending;

    JsonPing(Output out, Ending ending) {
        this.ending = ending;
        json = new JsonLines(out);
    }

    @Override
    public void changed(LinkChange change) {}

    @Override
    public void answered(Pong pong) {
        print(() -> json.pong(pong));
    }

    @Override
    public void refused(Moment at, int code, String reason) {
        print(() -> json.error(at, "refused", "the peer answers " + code + " " + reason));
    }

    @Override
    public void rebound(Moment at, RebindResult result) {
        print(() -> json.rebind(at, result));
    }

    @Override
    public void finished() {
        ending.end(Ending.Cause.COMPLETE);
    }

    @Override
    public void summary(Moment at, PingSummary summary) {
        print(() -> json.pingSummary(at, summary));
    }

    @FunctionalInterface
    private interface Print {
        void run() throws IOException;
    }

    private static void print(Print print) {
        try {
            print.run();
        } catch (IOException e) {
            throw new UncheckedIOException("an Output does not throw", e);
        }
    }
}
