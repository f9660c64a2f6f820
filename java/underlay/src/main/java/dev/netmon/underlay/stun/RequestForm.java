// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a binding request to a server looks. */
public enum RequestForm {
    /** The header and FINGERPRINT: 28 bytes, for any STUN server. */
    PLAIN,
    /**
     * SOFTWARE {@code tailnode} first and FINGERPRINT last: 40 bytes. The STUN server of a DERP relay is silent to
     * anything else.
     */
    DERP;

    /** Both forms in turn, for a server of unknown kind. */
    public static final List<RequestForm> EITHER = List.of(PLAIN, DERP);

    private static final byte[] TAILNODE = "tailnode".getBytes(StandardCharsets.US_ASCII);

    /** A binding request, ready to be sent. */
    public ByteBuffer request(TransactionId id) {
        StunWriter writer = StunWriter.request(id);
        if (this == DERP) {
            writer.attribute(StunAttribute.SOFTWARE, TAILNODE);
        }
        return writer.fingerprint().finish();
    }
}
