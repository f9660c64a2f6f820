// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.NetInterface;
import java.net.InetAddress;

/**
 * An interface as it was read.
 *
 * @param luid what it is, where its index was given to another one
 */
record Found(long luid, NetInterface shown) {

    /** Whether it has this address. */
    boolean has(InetAddress address) {
        return shown.addresses().stream().anyMatch(one -> one.address().equals(address));
    }
}
