// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.underlay.stun.RequestForm;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binding requests to a STUN server: in both forms in turn until one is answered, in that form from then on. */
public final class StunPings extends PingProtocol {

    private @Nullable RequestForm form;

    /** The kind of the server is found out. */
    public StunPings() {
        // Nothing is known yet.
    }

    @Override
    List<Integer> variants() {
        RequestForm known = form;
        return known == null
                ? RequestForm.EITHER.stream().map(RequestForm::ordinal).toList()
                : List.of(known.ordinal());
    }

    @Override
    ByteBuffer request(int variant, TransactionId id, Use use) {
        return RequestForm.values()[variant].request(id);
    }

    @Override
    Verdict judge(StunMessage answer, int variant) {
        if (answer.fingerprint() == StunMessage.Proof.BAD) {
            return Verdict.FOREIGN;
        }
        if (answer.kind() == StunMessage.Kind.ERROR) {
            return Verdict.REFUSED;
        }
        if (answer.mapped() == null) {
            return Verdict.FOREIGN;
        }
        form = RequestForm.values()[variant];
        return Verdict.ANSWERED;
    }

    @Override
    @Nullable
    ByteBuffer answer(StunMessage request, InetSocketAddress from) {
        return null;
    }
}
