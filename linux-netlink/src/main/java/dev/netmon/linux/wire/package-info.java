// SPDX-License-Identifier: Apache-2.0
/**
 * The wire format of rtnetlink: bytes in, records out.
 *
 * <p>A datagram is walked by a {@link dev.netmon.linux.wire.MessageCursor}; each message is turned by
 * {@link dev.netmon.linux.wire.MessageParser} into one of the records of the sealed family
 * {@link dev.netmon.linux.wire.Message}. Requests are written by {@link dev.netmon.linux.wire.RequestWriter}, and
 * {@link dev.netmon.linux.wire.MessageText} says in one line what a message holds.
 *
 * <p>Everything here is pure: no socket, no thread, no clock, no native type. All reads are absolute, bounded by the
 * datagram, the message and the attribute, and no bytes make a parser throw: what is wrong comes back as
 * {@link dev.netmon.linux.wire.Malformed} with its {@link dev.netmon.linux.wire.Fault}. The type, the family and the
 * interface of a message can be read without building a record, so that a storm of messages nobody looks into costs a
 * few loads each. The kernel writes in the byte order of the machine; readers use the order the buffer has.
 *
 * <p>The fuzz targets in the tests replay their seeds in every build. For a long run:
 * {@code JAZZER_FUZZ=1 mvn -pl linux-netlink -am test -Dtest=MessageFuzzTest#datagram -Djazzer.hooks=true
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@NullMarked
package dev.netmon.linux.wire;

import org.jspecify.annotations.NullMarked;
