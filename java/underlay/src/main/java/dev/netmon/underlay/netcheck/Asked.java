// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.netcheck.NetcheckReport.Certificate;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Server;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import dev.netmon.underlay.stun.StunAnswer;
import dev.netmon.underlay.stun.StunExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One address that is asked by STUN, and its best answer. Belongs to the measurement's thread. */
final class Asked {
    /** Opens the exchange with this server; the answers it gets are handed to {@link #answered}. */
    interface Opening {
        StunExchange open(Asked server);
    }

    final InetSocketAddress address;

    private final Family family;
    private final StunExchange exchange;
    private boolean transmitted;
    private boolean left;
    private @Nullable StunAnswer best;

    Asked(InetSocketAddress address, Opening opening) {
        this.address = address;
        this.family = Family.of(address.getAddress());
        this.exchange = opening.open(this);
    }

    Sent transmit() {
        transmitted = true;
        Sent sent = exchange.transmit();
        left |= sent != Sent.FAILED;
        return sent;
    }

    void answered(StunAnswer answer) {
        if (best == null || answer.rttNanos() < best.rttNanos()) {
            best = answer;
        }
    }

    @Nullable
    StunAnswer best() {
        return best;
    }

    boolean transmitted() {
        return transmitted;
    }

    /** Whether a request left the host, or was kept back on purpose. */
    boolean left() {
        return left;
    }

    /** This server's row of the report. */
    Server row() {
        StunAnswer answer = best;
        return new Server(
                Addresses.format(address),
                family,
                Transport.STUN,
                Certificate.AS_USUAL,
                answer == null ? null : Duration.ofNanos(answer.rttNanos()),
                answer == null ? failure() : null);
    }

    private Failure failure() {
        return switch (exchange.failure()) {
            case TIMEOUT, CLOSED -> Failure.TIMEOUT;
            case UNREACHABLE -> Failure.UNREACHABLE;
            case REFUSED -> Failure.REFUSED;
            case BAD_RESPONSE -> Failure.BAD_RESPONSE;
        };
    }

    void close() {
        exchange.close();
    }
}
