// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One live next hop of a route. */
public record NextHop(int index, @Nullable InetAddress gateway) {}
