// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The system's answer to "where would a packet to this destination leave?", where it is a unicast route.
 *
 * @param index of the interface it leaves by
 */
public record Route(
        int index, @Nullable InetAddress source, @Nullable InetAddress gateway) {}
