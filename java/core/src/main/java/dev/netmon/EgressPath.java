// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet of one family would leave, as the operating system answers when asked for a destination. Usable is
 * about the link the packet leaves by, not about reachability.
 *
 * @param interfaceName for people; the index is the identity
 * @param source null where the system names none
 * @param gateway null for an on-link route
 * @param whyUnusable null when usable
 */
public record EgressPath(
        Family family,
        int index,
        String interfaceName,
        @Nullable InetAddress source,
        @Nullable InetAddress gateway,
        @Nullable Unusable whyUnusable) {

    /** Why nothing can leave by a path that the system still names. */
    public enum Unusable {
        NO_SOURCE,
        NO_CARRIER,
        LINK_DOWN,
        LINK_LOCAL_SOURCE,
        ADDRESS_TENTATIVE;

        /** The lower-case name used in output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean usable() {
        return whyUnusable == null;
    }
}
