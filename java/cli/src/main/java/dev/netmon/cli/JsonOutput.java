// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.spi.Check;
import dev.netmon.wire.WaitOutcome;
import java.util.List;

/** Lines for programs. */
final class JsonOutput implements Lines {

    private final JsonPrinter json;

    JsonOutput(Output out) {
        json = new JsonPrinter(out);
    }

    @Override
    public void snapshot(NetworkState state, BackendInfo backend) {
        json.print(lines -> lines.snapshot(state, backend));
    }

    @Override
    public void status(NetworkState state, BackendInfo backend) {
        snapshot(state, backend);
    }

    @Override
    public void raw(RawEvent event) {
        json.print(lines -> lines.raw(event));
    }

    @Override
    public void change(LinkChange change) {
        json.print(lines -> lines.change(change));
    }

    @Override
    public void lagged(Moment at, long missed) {
        json.print(lines -> lines.error(at, "lagged", missed + " raw events were missed: this reader is too slow"));
    }

    @Override
    public void waited(Moment at, boolean met, List<String> until, NetworkState state) {
        json.print(lines -> lines.waited(new WaitOutcome(at, met, until, state)));
    }

    @Override
    public void doctor(Moment at, List<Check> checks) {
        json.print(lines -> lines.doctor(at, checks));
    }
}
