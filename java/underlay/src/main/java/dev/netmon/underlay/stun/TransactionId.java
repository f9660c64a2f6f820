// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.security.SecureRandom;

/**
 * The 96 bits that tie an answer to its request (RFC 8489 section 5).
 *
 * @param high the first 4 bytes, big-endian
 * @param low the other 8
 */
public record TransactionId(int high, long low) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** An id that nobody off the path can guess. */
    public static TransactionId random() {
        return new TransactionId(RANDOM.nextInt(), RANDOM.nextLong());
    }
}
