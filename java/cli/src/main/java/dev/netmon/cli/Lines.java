// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.spi.Check;
import java.util.List;

/** What the commands print, for people or for programs. */
interface Lines {

    /** The state at the start of a watch: one line. */
    void snapshot(NetworkState state, BackendInfo backend);

    /** Everything there is to say about a state. */
    void status(NetworkState state, BackendInfo backend);

    void raw(RawEvent event);

    void change(LinkChange change);

    /** So many raw events were missed before the next line. */
    void lagged(Moment at, long missed);

    /** How a wait ended. */
    void waited(Moment at, boolean met, List<String> until, NetworkState state);

    void doctor(Moment at, List<Check> checks);
}
