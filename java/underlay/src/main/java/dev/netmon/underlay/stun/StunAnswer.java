// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.net.InetSocketAddress;

/**
 * A server's answer.
 *
 * @param server who was asked, and answered
 * @param mapped the address it saw the request come from
 * @param rttNanos from this transmission to its own answer; a retransmission has an id of its own, so it is never
 *     mistaken
 * @param nanos when it was received, {@link System#nanoTime()}
 * @param form the request form that was answered
 * @param transmission which one was answered, from 0
 */
public record StunAnswer(
        InetSocketAddress server,
        InetSocketAddress mapped,
        long rttNanos,
        long nanos,
        RequestForm form,
        int transmission) {}
