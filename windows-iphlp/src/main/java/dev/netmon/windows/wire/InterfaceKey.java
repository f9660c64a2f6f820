// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/**
 * What identifies a {@code MIB_IPINTERFACE_ROW} ({@code <netioapi.h>}).
 *
 * @param family {@code AF_INET} or {@code AF_INET6}, or what else a callback may say
 * @param luid 0 where a callback leaves it out
 * @param index 0 where a callback leaves it out
 */
public record InterfaceKey(int family, long luid, int index) {}
