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

    private static final String RECORDING_HOOK = "JFR Shutdown Hook";

    private final Ending ending;
    private final Thread main;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int code = Exit.DONE.code();

    private Signals(Ending ending, Thread main) {
        this.ending = ending;
        this.main = main;
    }

    /** To be called by the thread that will call {@link #exit}. */
    static Signals install(Ending ending) {
        Signals signals = new Signals(ending, Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(signals::shutdown, "netmon-signals"));
        return signals;
    }

    /** Ends the process with this code, also while a signal is being answered. */
    void exit(Exit exit) {
        code = exit.code();
        finished.countDown();
        System.exit(code);
    }

    private void shutdown() {
        ending.end(Ending.Cause.INTERRUPTED);
        try {
            boolean ended = finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (ended && startedByUs()) {
                return; // the JVM goes on to exit with our code
            }
            awaitRecording();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }

    /** Whether it is our exit that runs the hooks, and no signal; where that cannot be told, we halt with the same code. */
    private boolean startedByUs() {
        for (StackTraceElement frame : main.getStackTrace()) {
            if (frame.getMethodName().equals("runHooks")) {
                return true;
            }
        }
        return false;
    }

    /** A flight recording that was asked for is written by another hook, which a halt would cut off. */
    private static void awaitRecording() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(RECORDING_HOOK)) {
                thread.join(PATIENCE_MILLIS);
            }
        }
    }
}
