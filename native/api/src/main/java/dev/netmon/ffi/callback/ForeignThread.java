// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.callback;

/** Knows whether the calling thread is inside a callback of ours, on whatever registration. */
final class ForeignThread {

    // Nested, because an initial notification may come on a thread that is in a callback already.
    private static final ThreadLocal<ForeignThread> CURRENT = ThreadLocal.withInitial(ForeignThread::new);

    private int callbacks;

    private ForeignThread() {}

    static ForeignThread current() {
        return CURRENT.get();
    }

    void enter() {
        callbacks++;
    }

    void leave() {
        callbacks--;
    }

    boolean inCallback() {
        return callbacks > 0;
    }
}
