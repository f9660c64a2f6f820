// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.internal.engine.Audience;
import dev.netmon.internal.engine.Engine;
import java.util.function.Consumer;

/** The pipeline of a monitor, from source to changes, on the calling thread: no thread and no clock of its own. */
public final class Pipeline {

    private Pipeline() {}

    /**
     * Opens the source, hands over the first state, then every raw event and change as it comes, until the source ends.
     * The source is closed in any case; the options' decorator is not applied. A source that fails is opened again at
     * once, as a recording of a restart wants it.
     *
     * @throws SourceException where the source cannot be opened (again); what came before has been handed over
     */
    public static void run(
            LinkSource source,
            MonitorOptions options,
            Interest interest,
            Consumer<NetworkState> initial,
            LinkListener listener)
            throws SourceException {
        try (source) {
            Engine engine = new Engine(source, options);
            engine.open();
            initial.accept(engine.state());
            engine.add(interest, audience(listener));
            boolean running = true;
            while (running) {
                try {
                    running = step(source, engine);
                } catch (SourceException e) {
                    engine.reopen();
                }
            }
        }
    }

    private static boolean step(LinkSource source, Engine engine) throws SourceException {
        Moment moment = source.await(engine.timeoutNanos());
        if (moment == null) {
            engine.finish();
            return false;
        }
        engine.advance(moment);
        return true;
    }

    private static Audience audience(LinkListener listener) {
        return new Audience() {
            @Override
            public void raw(RawEvent event) {
                listener.raw(event);
            }

            @Override
            public void changed(LinkChange change) {
                listener.changed(change);
            }
        };
    }
}
