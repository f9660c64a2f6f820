// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import dev.netmon.internal.monitor.Monitors;
import dev.netmon.spi.LinkSource;

/**
 * Tells when the network of this host changed, how much it matters and why.
 *
 * <p>A monitor owns one thread, which starts when somebody first listens or looks; what happens between the opening and
 * then is told to the first listener. Every listener has another thread of its own. All methods may be called from any
 * thread. On Linux a monitor belongs to the network namespace of the thread that opens it.
 */
public interface LinkMonitor extends AutoCloseable {

    /**
     * Opens the best monitor for this system: native, else polling, and {@link #backend()} says why.
     *
     * @throws BackendUnavailableException where the options demand a backend or binding that cannot run
     */
    static LinkMonitor system(MonitorOptions options) throws BackendUnavailableException {
        return Monitors.system(options);
    }

    /** Opens the best monitor for this system with the defaults; polls at least, so it does not fail. */
    static LinkMonitor system() {
        return Monitors.systemDefaults();
    }

    /**
     * Opens a monitor over a source of the caller's; the monitor closes it.
     *
     * @throws BackendUnavailableException where the source cannot be opened
     */
    static LinkMonitor over(LinkSource source, MonitorOptions options) throws BackendUnavailableException {
        return Monitors.over(source, options);
    }

    /** A monitor that never tells anything and owns no thread. */
    static LinkMonitor noop() {
        return Monitors.noop();
    }

    /** The state told last. */
    NetworkState state();

    /** Which backend reads the network, and why this one. */
    BackendInfo backend();

    /** Registers a listener for what everybody is told. */
    default Watch watch(LinkListener listener) {
        return watch(Interest.none(), listener);
    }

    /**
     * Registers a listener with an interest of its own.
     *
     * @throws IllegalStateException where the monitor is closed
     */
    Watch watch(Interest interest, LinkListener listener);

    /** Ends all calls and threads of this monitor and releases what it holds. Idempotent. */
    @Override
    void close();
}
