// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import dev.netmon.Addresses;
import java.net.InetSocketAddress;

/** A server gave no answer. */
public final class StunException extends Exception {

    private static final long serialVersionUID = 1L;

    private final StunFailure failure;

    StunException(InetSocketAddress server, StunFailure failure) {
        super("STUN " + Addresses.format(server.getAddress()) + " port " + server.getPort() + ": " + failure.label());
        this.failure = failure;
    }

    public StunFailure failure() {
        return failure;
    }
}
