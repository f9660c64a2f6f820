// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/** How far two addresses agree. */
public final class CommonPrefix {

    private CommonPrefix() {}

    /** The number of leading bits that are the same in both, as far as the shorter one goes. */
    public static int bits(byte[] one, byte[] other) {
        int length = Math.min(one.length, other.length);
        for (int i = 0; i < length; i++) {
            int difference = (one[i] ^ other[i]) & 0xff;
            if (difference != 0) {
                return i * Byte.SIZE + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return length * Byte.SIZE;
    }
}
