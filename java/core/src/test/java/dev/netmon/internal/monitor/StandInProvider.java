// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.LinkSourceProvider;
import org.jspecify.annotations.Nullable;

/** A native backend as each test wants it; not for this system unless one does. */
public final class StandInProvider implements LinkSourceProvider {

    /** Makes the source. */
    @FunctionalInterface
    interface Maker {
        LinkSource make(MonitorOptions.Binding binding) throws BackendUnavailableException;
    }

    static volatile @Nullable Maker maker;

    @Override
    public String name() {
        return "stand-in";
    }

    @Override
    public boolean supported() {
        return maker != null;
    }

    @Override
    public LinkSource create(MonitorOptions.Binding binding) throws BackendUnavailableException {
        return maker.make(binding);
    }
}
