// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Backend;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.LinkSourceProvider;
import dev.netmon.spi.SourceException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the source for this system: native where it runs, else polling, and says why. */
public final class Monitors {

    private static final Logger LOG = LoggerFactory.getLogger(Monitors.class);

    private Monitors() {}

    /** See {@link LinkMonitor#system(MonitorOptions)}. */
    public static LinkMonitor system(MonitorOptions options) throws BackendUnavailableException {
        if (options.backend() == Backend.POLL) {
            return polling(options, null);
        }
        try {
            return over(provider().create(options.binding()), options);
        } catch (BackendUnavailableException e) {
            if (options.backend() == Backend.NATIVE || options.binding() != Binding.AUTO) {
                throw e;
            }
            LOG.info("Polling instead of listening: {}", e.getMessage());
            return polling(options, e.getMessage());
        }
    }

    /** See {@link LinkMonitor#system()}. */
    public static LinkMonitor systemDefaults() {
        try {
            return system(MonitorOptions.defaults());
        } catch (BackendUnavailableException e) {
            throw new IllegalStateException("polling needs nothing that can be missing", e);
        }
    }

    /** See {@link LinkMonitor#over}. */
    public static LinkMonitor over(LinkSource source, MonitorOptions options) throws BackendUnavailableException {
        try {
            return new ThreadedMonitor(options.decorator().apply(source), options);
        } catch (SourceException e) {
            throw new BackendUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** See {@link LinkMonitor#noop()}. */
    public static LinkMonitor noop() {
        return new NoopMonitor();
    }

    /** The provider for the system we run on. */
    public static LinkSourceProvider provider() throws BackendUnavailableException {
        try {
            for (LinkSourceProvider provider :
                    ServiceLoader.load(LinkSourceProvider.class, Monitors.class.getClassLoader())) {
                if (provider.supported()) {
                    return provider;
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new BackendUnavailableException("a native backend cannot be loaded: " + e.getMessage(), e);
        }
        throw new BackendUnavailableException("no native backend for " + System.getProperty("os.name")
                + " on the class path; add the netmon module of this system, or use --backend poll");
    }

    private static LinkMonitor polling(MonitorOptions options, @Nullable String why)
            throws BackendUnavailableException {
        return over(new PollingSource(why), options);
    }
}
