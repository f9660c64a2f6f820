// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

/**
 * A {@code MIB_UNICASTIPADDRESS_ROW} ({@code <netioapi.h>}).
 *
 * @param prefixOrigin {@code IP_PREFIX_ORIGIN_DHCP} and the like
 * @param suffixOrigin {@code IP_SUFFIX_ORIGIN_RANDOM} and the like
 * @param prefixLength bits, never more than the address has
 * @param skipAsSource whether it is not to be chosen for traffic
 * @param dadState {@code IP_DAD_STATE_PREFERRED} and the like
 */
public record AddressRow(
        AddressKey key, int prefixOrigin, int suffixOrigin, int prefixLength, boolean skipAsSource, int dadState) {}
