// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/**
 * A {@code MIB_IPINTERFACE_ROW} ({@code <netioapi.h>}): one family on an interface.
 *
 * @param metric 0 to 4294967295, to be added to that of a route
 * @param mtu bytes
 * @param connected whether it has a network
 */
public record IpInterfaceRow(InterfaceKey key, long metric, long mtu, boolean connected) {}
