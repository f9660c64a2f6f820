// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.RawEvent;

/**
 * Prints the raw events that wait together in one write: in a storm a write for each line costs as much as all else. A
 * single event is printed at once, and so is every change.
 */
final class Grouped implements LinkListener {

    private final LinkListener printer;
    private final Output out;

    Grouped(LinkListener printer, Output out) {
        this.printer = printer;
        this.out = out;
    }

    @Override
    public void raw(RawEvent event) {
        out.gather();
        printer.raw(event);
    }

    @Override
    public void changed(LinkChange change) {
        out.release(); // before the change, which may be the last that is wanted
        printer.changed(change);
    }

    @Override
    public void lagged(long missed) {
        out.release();
        printer.lagged(missed);
    }

    @Override
    public void caughtUp() {
        out.release();
    }
}
