// SPDX-License-Identifier: Apache-2.0
/**
 * STUN (RFC 8489): what address a server sees us under, asked on a socket that carries other traffic too.
 *
 * <p>{@link dev.netmon.underlay.stun.StunMessage} reads and {@link dev.netmon.underlay.stun.StunWriter} writes binding
 * messages, with the attributes that ICE (RFC 8445) needs besides; both are pure.
 * {@link dev.netmon.underlay.stun.StunClient} asks servers through a {@link dev.netmon.underlay.DatagramPort}. An answer
 * counts only with the random transaction id that was sent <em>and</em> from the address it was sent to; anything else
 * is dropped, and so is what arrives late or over a socket that has been replaced since.
 *
 * <p>Servers differ: those of a DERP relay answer only the request form {@link
 * dev.netmon.underlay.stun.RequestForm#DERP}, so a server of unknown kind is asked in both forms in turn.
 */
@NullMarked
package dev.netmon.underlay.stun;

import org.jspecify.annotations.NullMarked;
