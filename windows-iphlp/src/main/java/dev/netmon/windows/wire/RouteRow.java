// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/**
 * A {@code MIB_IPFORWARD_ROW2} ({@code <netioapi.h>}).
 *
 * @param metric 0 to 4294967295; what counts is its sum with the metric of the interface
 * @param protocol {@code MIB_IPPROTO_NETMGMT} and the like
 * @param loopback whether it leads to the host itself
 * @param origin {@code NL_ROUTE_ORIGIN}
 */
public record RouteRow(RouteKey key, long metric, int protocol, boolean loopback, int origin) {}
