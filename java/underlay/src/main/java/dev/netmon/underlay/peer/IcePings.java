// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connectivity checks to an ICE agent (RFC 8445 section 7), which are consent checks too (RFC 7675), and answers to its
 * own. We control, nominating the path in use, unless the agent controls and its tie-breaker is higher, or it answers us
 * in no other role.
 */
public final class IcePings extends PingProtocol {

    /** A peer-reflexive candidate of one component, of a host that does not compare addresses (RFC 8445 5.1.2). */
    private static final int PRIORITY = 110 << 24 | 65535 << 8 | 255;

    private static final int ROLE_CONFLICT = 487;

    private final Credentials local;
    private final Credentials remote;
    private final long tieBreaker;
    private Role role = Role.CONTROLLING;
    private boolean heard;

    private enum Role {
        CONTROLLING(StunAttribute.ICE_CONTROLLING),
        CONTROLLED(StunAttribute.ICE_CONTROLLED);

        private final int attribute;

        Role(int attribute) {
            this.attribute = attribute;
        }

        Role other() {
            return this == CONTROLLING ? CONTROLLED : CONTROLLING;
        }
    }

    /** Checks with these credentials: ours, and the agent's. */
    public IcePings(Credentials local, Credentials remote) {
        this(local, remote, new SecureRandom().nextLong());
    }

    IcePings(Credentials local, Credentials remote, long tieBreaker) {
        this.local = local;
        this.remote = remote;
        this.tieBreaker = tieBreaker;
    }

    /** The variant is the role a check was sent in: only the answer to a check in our present role can change it. */
    @Override
    List<Integer> variants() {
        return List.of(role.ordinal());
    }

    @Override
    ByteBuffer request(int variant, TransactionId id, Use use) {
        Role as = Role.values()[variant];
        StunWriter check = StunWriter.request(id)
                .text(StunAttribute.USERNAME, remote.ufrag() + ":" + local.ufrag())
                .int32(StunAttribute.PRIORITY, PRIORITY)
                .int64(as.attribute, tieBreaker);
        if (as == Role.CONTROLLING && use == Use.NOMINATE) {
            check.attribute(StunAttribute.USE_CANDIDATE, new byte[0]);
        }
        return check.integrity(remote.key()).fingerprint().finish();
    }

    /** Some agents are silent about a role conflict instead of saying so. */
    @Override
    void unheard() {
        role = role.other();
    }

    @Override
    Verdict judge(StunMessage answer, int variant) {
        StunMessage.Proof proof = answer.integrity(remote.key());
        if (answer.fingerprint() == StunMessage.Proof.BAD || proof == StunMessage.Proof.BAD) {
            return Verdict.FOREIGN;
        }
        if (answer.kind() == StunMessage.Kind.SUCCESS) {
            if (proof != StunMessage.Proof.GOOD || answer.mapped() == null) {
                return Verdict.FOREIGN;
            }
            if (!heard) {
                heard = true;
                role = Role.values()[variant];
            }
            return Verdict.ANSWERED;
        }
        if (answer.errorCode() != ROLE_CONFLICT) {
            return Verdict
                    .REFUSED; // says nothing about the path, and need not be signed: the keys may be what is wrong
        }
        if (proof != StunMessage.Proof.GOOD) {
            return Verdict.FOREIGN;
        }
        if (role.ordinal() == variant) {
            role = role.other();
        }
        return Verdict.AGAIN;
    }

    @Override
    @Nullable
    ByteBuffer answer(StunMessage request, InetSocketAddress from) {
        String user = request.text(StunAttribute.USERNAME);
        if (user == null
                || !user.startsWith(local.ufrag() + ":")
                || request.integrity(local.key()) != StunMessage.Proof.GOOD
                || request.fingerprint() == StunMessage.Proof.BAD) {
            return null;
        }
        Long theirs = request.int64(role.attribute);
        if (theirs != null) {
            // Both claim this role (RFC 8445 section 7.3.1.1): the higher tie-breaker controls.
            boolean weControl = Long.compareUnsigned(tieBreaker, theirs) >= 0;
            if (weControl == (role == Role.CONTROLLING)) {
                return StunWriter.error(request.id(), ROLE_CONFLICT, "Role Conflict")
                        .integrity(local.key())
                        .fingerprint()
                        .finish();
            }
            role = role.other();
        }
        return StunWriter.success(request.id())
                .xorMapped(from)
                .integrity(local.key())
                .fingerprint()
                .finish();
    }
}
