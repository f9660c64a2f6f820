// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each received datagram to the protocols in turn, then to the program. One datagram at a time, whichever socket
 * it came by.
 */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Held while protocols and program are called. */
    private final ReentrantLock turn = new ReentrantLock();

    private final List<Seat> protocols = new CopyOnWriteArrayList<>();
    private final Set<Family> families;
    private final Seat program;
    private boolean closed; // guarded by turn

    /** Datagrams of other families are dropped: an IPv6 socket of the JDK receives IPv4 too. */
    Dispatch(Set<Family> families, DatagramReceiver program) {
        this.families = families;
        this.program = new Seat((datagram, from, nanos) -> {
            program.received(datagram, from);
            return true;
        });
    }

    AutoCloseable add(DatagramPort.Protocol protocol) {
        Seat seat = new Seat(protocol);
        protocols.add(seat);
        return seat;
    }

    /** Delivers what stands from position to limit. */
    void deliver(ByteBuffer datagram, InetSocketAddress from, long nanos) {
        if (!families.contains(Family.of(from.getAddress()))) {
            return;
        }
        turn.lock();
        try {
            for (Seat seat : protocols) {
                if (closed || seat.took(datagram, from, nanos)) {
                    return;
                }
            }
            if (!closed) {
                program.took(datagram, from, nanos);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Whether the calling thread is in a call of ours. */
    boolean calling() {
        return turn.isHeldByCurrentThread();
    }

    /** Ends the calls: when this returns none runs, unless it is the caller's own. */
    void close() {
        turn.lock();
        try {
            closed = true;
        } finally {
            turn.unlock();
        }
    }

    private final class Seat implements AutoCloseable {

        private final DatagramPort.Protocol protocol;
        private boolean gone; // guarded by turn
        private boolean thrown; // guarded by turn

        Seat(DatagramPort.Protocol protocol) {
            this.protocol = protocol;
        }

        boolean took(ByteBuffer datagram, InetSocketAddress from, long nanos) {
            if (gone) {
                return false;
            }
            try {
                return protocol.take(datagram.duplicate(), from, nanos);
            } catch (RuntimeException | Error e) {
                if (thrown) {
                    LOG.debug("{} failed on a datagram from {}", protocol, from, e);
                } else {
                    // Once: what comes in is the sender's choice, and must not fill the log.
                    LOG.warn("{} failed on a datagram from {}; later failures are logged as debug", protocol, from, e);
                    thrown = true;
                }
                return false;
            }
        }

        @Override
        public void close() {
            turn.lock();
            try {
                gone = true;
            } finally {
                turn.unlock();
            }
            protocols.remove(this);
        }
    }
}
