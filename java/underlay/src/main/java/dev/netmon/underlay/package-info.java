// SPDX-License-Identifier: Apache-2.0
/**
 * Traffic that survives a network change: a {@link dev.netmon.underlay.UdpUnderlay} owns the UDP sockets of a program
 * and replaces them in place, a supervisor reacts to what a {@link dev.netmon.LinkMonitor} tells, STUN learns the public
 * address on the same socket, and a netcheck measures what the network lets through.
 *
 * <p>A program brings its own protocol: it sends and receives datagrams through the underlay and never sees which
 * socket carries them. Nothing is contacted unless the configuration names it.
 */
@NullMarked
package dev.netmon.underlay;

import org.jspecify.annotations.NullMarked;
