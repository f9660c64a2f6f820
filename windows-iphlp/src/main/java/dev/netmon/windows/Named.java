// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.ffi.WindowsConstants;
import dev.netmon.windows.wire.AddressKey;
import dev.netmon.windows.wire.InterfaceKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces and addresses that notifications named since the tables were read last. Not thread-safe.
 *
 * <p>Each is kept once, however often it was named: of an address, whether one of its notifications said that it is gone.
 */
final class Named {

    private final Set<InterfaceKey> interfaces = new LinkedHashSet<>();
    private final Map<AddressKey, Boolean> addresses = new LinkedHashMap<>();
    private long unnamed;

    /** An interface was named; null where the notification does not say which. */
    void add(@Nullable InterfaceKey key) {
        if (key == null) {
            unnamed++;
        } else {
            // Both families of an interface are one thing here.
            interfaces.add(new InterfaceKey(WindowsConstants.AF_UNSPEC, key.luid(), key.index()));
        }
    }

    /** An address was named; null where the notification does not say which. */
    void add(@Nullable AddressKey key, int type) {
        if (key == null) {
            unnamed++;
        } else {
            addresses.merge(key, type == WindowsConstants.MIB_DELETE_INSTANCE, Boolean::logicalOr);
        }
    }

    /** Notifications came of which only the number is known. */
    void addUnnamed(long count) {
        unnamed += count;
    }

    /** Whether there is a reason to read the tables. */
    boolean any() {
        return unnamed > 0 || !interfaces.isEmpty() || !addresses.isEmpty();
    }

    Set<InterfaceKey> interfaces() {
        return interfaces;
    }

    /** The addresses, and whether each was said to be gone. */
    Map<AddressKey, Boolean> addresses() {
        return addresses;
    }

    /** How many notifications named nothing. */
    long unnamed() {
        return unnamed;
    }
}
