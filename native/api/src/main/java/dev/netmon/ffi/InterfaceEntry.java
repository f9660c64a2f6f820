// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import org.jspecify.annotations.Nullable;

/**
 * One {@code struct ifaddrs} of {@code <ifaddrs.h>}, copied: one address of one interface, as raw as C has it.
 *
 * <p>The addresses are {@code struct sockaddr} of the system's own layout, as long as their length byte says; null where
 * C has no pointer, empty where the length is zero. The arrays belong to whoever holds the entry.
 *
 * @param name of the interface
 * @param flags {@code IFF_UP} and the like
 * @param address the interface's own; of family {@code AF_LINK} it carries the index and the hardware address
 * @param netmask its tail of zeros may be missing, and its family may be anything
 * @param destination the broadcast address, or the peer on a point-to-point link
 * @param data with an {@code AF_LINK} address {@code struct if_data}, which has the type and the MTU; else null
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of foreign memory; entries are read, never compared
public record InterfaceEntry(
        String name,
        int flags,
        byte @Nullable [] address,
        byte @Nullable [] netmask,
        byte @Nullable [] destination,
        byte @Nullable [] data) {}
