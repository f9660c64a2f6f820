// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.spi.Check;
import dev.netmon.wire.JsonLines;
import dev.netmon.wire.WaitOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Lines for programs. */
final class JsonOutput implements Lines {

    private final JsonLines json;

    JsonOutput(Output out) {
        json = new JsonLines(out);
    }

    @Override
    public void snapshot(NetworkState state, BackendInfo backend) {
        print(() -> json.snapshot(state, backend));
    }

    @Override
    public void status(NetworkState state, BackendInfo backend) {
        snapshot(state, backend);
    }

    @Override
    public void raw(RawEvent event) {
        print(() -> json.raw(event));
    }

    @Override
    public void change(LinkChange change) {
        print(() -> json.change(change));
    }

    @Override
    public void lagged(Moment at, long missed) {
        print(() -> json.error(at, "lagged", missed + " raw events were missed: this reader is too slow"));
    }

    @Override
    public void waited(Moment at, boolean met, List<String> until, NetworkState state) {
        print(() -> json.waited(new WaitOutcome(at, met, until, state)));
    }

    @Override
    public void doctor(Moment at, List<Check> checks) {
        print(() -> json.doctor(at, checks));
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
