// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.underlay.peer.PingListener;
import dev.netmon.underlay.peer.PingSummary;

/** What {@code ping} prints, for people or for programs. */
interface PingLines extends PingListener {

    /** The network changed. */
    void changed(LinkChange change);

    void summary(Moment at, PingSummary summary);
}
