// SPDX-License-Identifier: Apache-2.0
/**
 * Traffic that survives a network change: a {@link dev.netmon.underlay.UdpUnderlay} owns the UDP sockets of a program
 * and replaces them in place, a supervisor reacts to what a {@link dev.netmon.LinkMonitor} tells, STUN learns the public
 * address on the same socket, and a netcheck measures what the network lets through.
 *
 * <p>A program brings its own protocol: it sends and receives datagrams through the underlay and never sees which
 * socket carries them. Nothing is contacted unless the configuration names it.
 *
 * <pre>{@code
 * UdpUnderlay underlay = UdpUnderlay.open(
 *         UnderlayOptions.defaults().withPort(41641), (datagram, from) -> handle(datagram, from));
 * Supervisor supervisor = Supervisor.system(
 *         MonitorOptions.defaults(),
 *         new UnderlayReaction(underlay, RebindMode.KEEP_PORT, significance -> pingEverybody()),
 *         SupervisorOptions.defaults().withInterest(underlay.interest()));
 * underlay.send(datagram, peer); // from here on it rides over network changes
 * // at the end
 * supervisor.close();
 * underlay.close();
 * }</pre>
 */
@NullMarked
package dev.netmon.underlay;

import org.jspecify.annotations.NullMarked;
