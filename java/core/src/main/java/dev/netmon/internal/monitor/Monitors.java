// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.LinkSource;

/** Makes monitors. */
public final class Monitors {

    private Monitors() {}

    public static LinkMonitor system(MonitorOptions options) throws BackendUnavailableException {
        throw new BackendUnavailableException("no backend yet");
    }

    public static LinkMonitor systemDefaults() {
        throw new IllegalStateException();
    }

    public static LinkMonitor over(LinkSource source, MonitorOptions options) throws BackendUnavailableException {
        throw new BackendUnavailableException("no backend yet");
    }

    public static LinkMonitor noop() {
        throw new IllegalStateException();
    }
}
