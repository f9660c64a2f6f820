// SPDX-License-Identifier: Apache-2.0
/**
 * Peers on the shared socket: who answers, by which path, and what was lost on the way.
 *
 * <p>A {@link dev.netmon.underlay.peer.PingSession} pings a STUN server, or an ICE agent with connectivity checks (RFC
 * 8445, RFC 7675) whose own checks it answers. It keeps a table of the addresses the peer may be reached at, prefers the
 * one that answers best, and pings all of them at once when a socket was replaced, whatever was pinged lately. What was
 * sent, answered and lost is counted per ping, however many datagrams it took.
 *
 * <p>The decisions are pure ({@code PathTable}, {@code PingAccount}, {@code PingSchedule}, {@code RttHistogram}); the
 * session is the one thread that sends by them and tells the listener. Nothing is sent but to the addresses given, and to
 * those from which a peer proved that it knows our password.
 */
@NullMarked
package dev.netmon.underlay.peer;

import org.jspecify.annotations.NullMarked;
