// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.LinkChange;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.internal.engine.Audience;
import java.util.stream.Collectors;

/** Leaves every change in the JVM's flight recording; costs next to nothing while none runs. */
final class FlightRecorder implements Audience {

    @Override
    public void raw(RawEvent event) {
        // Not recorded: a route storm would fill the recording.
    }

    @Override
    public void changed(LinkChange change) {
        if (!jdk.jfr.FlightRecorder.isInitialized()) {
            return; // the class of a first event costs a tenth of a second, and the first change would wait for it
        }
        LinkChangeEvent event = new LinkChangeEvent();
        if (event.shouldCommit()) {
            event.seq = change.seq();
            event.significance = change.significance().label();
            event.reasons = change.reasons().stream().map(Reason::label).collect(Collectors.joining(" "));
            event.eager = change.eager();
            event.rawEvents = change.rawEvents();
            event.commit();
        }
    }
}
