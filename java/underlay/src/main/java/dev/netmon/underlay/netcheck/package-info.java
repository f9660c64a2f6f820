// SPDX-License-Identifier: Apache-2.0
/**
 * What the network lets through, measured on the socket that carries the traffic.
 *
 * <p>A {@link dev.netmon.underlay.netcheck.Netcheck} asks STUN servers, those of a {@link
 * dev.netmon.underlay.netcheck.DerpMap} and those named by hand, all at the same time, and tells a {@link
 * dev.netmon.underlay.netcheck.NetcheckReport}: which families pass, which public address each has, whether the mapping
 * depends on the destination, how far every region is. Where UDP does not pass, latencies are taken over HTTPS, and a
 * captive portal is looked for. A server that does not answer does not hold up the report. Nothing is contacted but what
 * was named.
 *
 * <p>When to send, to wait and to stop is decided by {@code Sweep}, which region is home by
 * {@link dev.netmon.underlay.netcheck.HomeRegion}; both are pure.
 */
@NullMarked
package dev.netmon.underlay.netcheck;

import org.jspecify.annotations.NullMarked;
