// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.LinkListener;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import java.util.function.Consumer;

/** The pipeline of a monitor, from source to changes, on the calling thread: no thread, no clock of its own. */
public final class Pipeline {

    private Pipeline() {}

    /**
     * Opens the source, hands over the first state, then every raw event and change as it comes, until the source ends.
     * The source is closed in any case; the options' decorator is not applied.
     *
     * @throws SourceException where the source fails; what came before has been handed over
     */
    public static void run(
            LinkSource source, MonitorOptions options, Consumer<NetworkState> initial, LinkListener listener)
            throws SourceException {
        throw new SourceException("no pipeline");
    }
}
