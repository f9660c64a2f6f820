// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a ping looks, and what counts as its answer. One object serves one session, which calls it one call at a time. */
public abstract sealed class PingProtocol permits StunPings, IcePings {

    PingProtocol() {}

    /** What an answer means. */
    enum Verdict {
        /** The peer is there. */
        ANSWERED,
        /** The peer is there, and wants to be asked again in another way. */
        AGAIN,
        /** The peer is there and does not want this; the code of the error says why. */
        REFUSED,
        /** Not from the peer: ignored. */
        FOREIGN
    }

    /** Why a request is made. */
    enum Use {
        /** To look whether the path works. */
        CHECK,
        /** To look, and to say that this is the path to use. */
        NOMINATE
    }

    /** The variants that one ping consists of now, a datagram each. */
    abstract List<Integer> variants();

    /** One of its datagrams. */
    abstract ByteBuffer request(int variant, TransactionId id, Use use);

    /** A ping was given up, and none was ever answered: there may be another way to ask. */
    void unheard() {}

    /** Judges a success or error message with the id of a request of ours, from the address it was sent to. */
    abstract Verdict judge(StunMessage answer, int variant);

    /**
     * Answers a request of the peer's.
     *
     * @return null where it is none, or not from the peer
     */
    abstract @Nullable ByteBuffer answer(StunMessage request, InetSocketAddress from);
}
