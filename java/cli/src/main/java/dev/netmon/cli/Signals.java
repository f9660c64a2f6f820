// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C and SIGTERM a way to end well. The JVM answers them by running the shutdown hooks and exiting with 130
 * or 143; ours asks the command to end, waits for it, and halts with the code the command chose.
 */
final class Signals {

    /** A command that hangs in a full pipe is not waited for any longer. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final Ending ending;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::shutdown, "netmon-signals");
    private volatile int code = Exit.DONE.code();

    private Signals(Ending ending) {
        this.ending = ending;
    }

    static Signals install(Ending ending) {
        Signals signals = new Signals(ending);
        Runtime.getRuntime().addShutdownHook(signals.hook);
        return signals;
    }

    /** Ends the process with this code, also while a signal is being answered. */
    void exit(Exit exit) {
        code = exit.code();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            finished.countDown(); // a signal came first: the hook halts with the code
        }
        System.exit(code);
    }

    private void shutdown() {
        ending.end(Ending.Cause.INTERRUPTED);
        try {
            finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
