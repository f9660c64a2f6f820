// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one socket on a thread of its own until it is stopped; then it takes what is there already and closes the socket.
 * An error while receiving is an answer to something sent earlier (an ICMP message, on Windows a connection reset): it
 * never ends the pump.
 */
final class Pump {

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

    /** The largest datagram there is, in bytes. */
    private static final int LARGEST = 65_535;

    /** How many datagrams a stopped pump still takes: what a socket's buffer holds, not what goes on arriving. */
    private static final int LEFT_OVERS = 4_096;

    /** Errors in a row from which on there is a pause before the next look: a socket that fails always must not spin. */
    private static final int ERRORS_AT_ONCE = 16;

    /** 10 ms in nanoseconds. */
    private static final long ERROR_PAUSE = 10_000_000;

    /** A call that takes longer, in ms, loses its socket under it when that is to be replaced. */
    private static final long HELD_UP_MILLIS = 20;

    /** 1 s in nanoseconds, for a thread that the machine does not let run. */
    private static final long LONGEST_JOIN = 1_000_000_000;

    private final Wire wire;
    private final Dispatch dispatch;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean calling;
    private volatile long callStarted;

    Pump(Wire wire, Dispatch dispatch, String name) {
        this.wire = wire;
        this.dispatch = dispatch;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    Wire wire() {
        return wire;
    }

    void start() {
        thread.start();
    }

    /** Asks it to end; its socket is closed then. */
    void stop() {
        stopping = true;
        wire.wakeup();
        LockSupport.unpark(thread);
    }

    /**
     * Ends it and frees the port; what the socket has received by then is delivered. Where the thread is held up in a call,
     * the port is freed without it, and the thread ends after the call.
     */
    void stopAndJoin() {
        stop();
        long start = System.nanoTime();
        try {
            do {
                TimeUnit.MILLISECONDS.timedJoin(thread, HELD_UP_MILLIS);
            } while (thread.isAlive() && !heldUp() && System.nanoTime() - start < LONGEST_JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wire.close();
    }

    private boolean heldUp() {
        return calling && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - callStarted) >= HELD_UP_MILLIS;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        int errors = 0;
        while (!stopping) {
            try {
                if (!receive(buffer)) {
                    wire.await();
                }
                errors = 0;
            } catch (IOException e) {
                errors++;
                if (!stopping) {
                    LOG.debug("Receiving on {}", wire.local(), e);
                }
                if (errors >= ERRORS_AT_ONCE && !stopping) {
                    LockSupport.parkNanos(this, ERROR_PAUSE);
                }
            }
        }
        drain(buffer);
        wire.close();
    }

    private void drain(ByteBuffer buffer) {
        for (int i = 0; i < LEFT_OVERS; i++) {
            try {
                if (!receive(buffer)) {
                    return;
                }
            } catch (IOException e) {
                if (!wire.isOpen()) {
                    return;
                }
            }
        }
    }

    private boolean receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        InetSocketAddress from = wire.receive(buffer);
        if (from == null) {
            return false;
        }
        long now = System.nanoTime();
        callStarted = now;
        calling = true;
        dispatch.deliver(buffer.flip(), from, now);
        calling = false;
        return true;
    }
}
