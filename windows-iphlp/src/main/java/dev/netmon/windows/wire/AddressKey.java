// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/**
 * What identifies a {@code MIB_UNICASTIPADDRESS_ROW} ({@code <netioapi.h>}).
 *
 * @param luid 0 where a callback leaves it out
 * @param index 0 where a callback leaves it out
 */
public record AddressKey(SockaddrInet address, long luid, int index) {}
