// SPDX-License-Identifier: Apache-2.0
/**
 * The wire format of the macOS routing socket (PF_ROUTE), of the tables that {@code sysctl} gives in the same format,
 * and of kernel events: bytes in, records out.
 *
 * <p>A message read from the socket, or a whole table, is walked by a {@link dev.netmon.macos.wire.MessageCursor}.
 * {@link dev.netmon.macos.wire.Bearing} says from the fixed header alone, without making an object, whether a message
 * is worth a look: most are caches filling and other people's questions. {@link dev.netmon.macos.wire.MessageParser}
 * turns one into a record of the sealed family {@link dev.netmon.macos.wire.Message},
 * {@link dev.netmon.macos.wire.KernelEvent} does so for the kernel-event socket,
 * {@link dev.netmon.macos.wire.RequestWriter} writes the one question there is, and
 * {@link dev.netmon.macos.wire.MessageText} says in one line what a message holds.
 *
 * <p>Everything here is pure: no socket, no thread, no clock, no native type. All reads are absolute, bounded by the
 * bytes read, the message and the socket address, and no bytes make a parser throw: what is wrong comes back as
 * {@link dev.netmon.macos.wire.Malformed} with its {@link dev.netmon.macos.wire.Fault}. The kernel writes in the byte
 * order of the machine, little endian on every Mac there is; readers use the order the buffer has. The layouts are the
 * same on both processors.
 *
 * <p>The fuzz targets in the tests replay their seeds in every build; how to run one for long stands on their class.
 */
@NullMarked
package dev.netmon.macos.wire;

import org.jspecify.annotations.NullMarked;
