// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import org.jspecify.annotations.Nullable;

/**
 * A {@code MIB_IF_ROW2} ({@code <netioapi.h>}): an interface, whatever runs over it.
 *
 * @param luid its identity while it exists
 * @param index its number; a small positive one
 * @param alias the name people gave it, in their language; may change at any time, may be empty
 * @param description the device's name
 * @param mac colon-separated lower-case hex, or null where it has none
 * @param mtu bytes; 4294967295 where there is no limit
 * @param type {@code IF_TYPE_ETHERNET_CSMACD} and the like
 * @param flags {@code InterfaceAndOperStatusFlags}, 0 to 255
 * @param operStatus {@code IF_OPER_STATUS_UP} and the like
 * @param adminStatus {@code NET_IF_ADMIN_STATUS_UP} and the like
 * @param mediaConnectState {@code MEDIA_CONNECT_STATE_CONNECTED} and the like
 */
public record InterfaceRow(
        long luid,
        int index,
        String alias,
        String description,
        @Nullable String mac,
        long mtu,
        int type,
        int flags,
        int operStatus,
        int adminStatus,
        int mediaConnectState) {}
