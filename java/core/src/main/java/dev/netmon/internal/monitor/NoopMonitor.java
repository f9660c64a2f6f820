// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.Watch;
import java.util.List;

/** Never tells anything: for programs that want to switch the monitor off without another code path. */
final class NoopMonitor implements LinkMonitor {

    private final NetworkState state = new NetworkState(Moment.now(), List.of(), null, null);

    @Override
    public NetworkState state() {
        return state;
    }

    @Override
    public BackendInfo backend() {
        return new BackendInfo("none", null, null);
    }

    @Override
    public Watch watch(Interest interest, LinkListener listener) {
        return new Watch() {
            @Override
            public NetworkState initial() {
                return state;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
