// SPDX-License-Identifier: Apache-2.0

/**
 * What leaves the process: JSON lines, recordings and their replay.
 *
 * <p>{@link dev.netmon.wire.JsonLines} writes snapshots, raw events and changes as one JSON object a line. {@link
 * dev.netmon.wire.Recorder} stands around a monitor's source and writes down all that the judgement depends on, time
 * included; {@link dev.netmon.wire.Replay} plays it through the same pipeline and gets the same lines, byte for byte, on
 * any system. {@link dev.netmon.wire.RecordingReader} gives what is in a recording to other programs.
 *
 * <h2>The format of a recording</h2>
 *
 * <p>A recording is pcapng: one section in the byte order of the machine, interfaces with times in nanoseconds, enhanced
 * packet blocks. A reader takes any byte order and numbering and skips blocks that it does not know.
 *
 * <ul>
 *   <li>Link type 253 (LINKTYPE_NETLINK): every rtnetlink datagram as it was received, behind its cooked header of 16
 *       bytes; none where the backend has no datagrams. For people and their tools; a replay does not need it.
 *   <li>Link type 147 (LINKTYPE_USER0): a JSON object per packet, in UTF-8, at most 262,144 bytes long. Together they
 *       are the input of the core.
 * </ul>
 *
 * <p>Each object has {@code "netmon":1}, the version of the format, and {@code "record"}, its kind. Fields and kinds may
 * be added; the version rises when a reader of the old one would go wrong. Times of the wall clock are ISO 8601 in UTC,
 * {@code mono_ns} counts nanoseconds on the clock that is compared by subtraction, addresses are literals, names of
 * constants are in lower case, {@code null} means none.
 *
 * <table>
 *   <caption>Kinds of records</caption>
 *   <tr><th>record</th><th>fields</th><th>meaning</th></tr>
 *   <tr><td>start</td><td>settle_ns, max_wait_ns, eager (on, off), policy (significant, always), probe_v4, probe_v6,
 *       own_tunnels</td><td>the options; always the first</td></tr>
 *   <tr><td>source</td><td>name, binding, fallback_reason</td><td>the backend from here on</td></tr>
 *   <tr><td>interface</td><td>link</td><td>a link of the inventory that an open or reread ends</td></tr>
 *   <tr><td>interface_address</td><td>index, address, prefix, flags</td><td>an address on the interface before
 *       it</td></tr>
 *   <tr><td>open, reread</td><td>time, mono_ns</td><td>ends an inventory: it was opened, or read again</td></tr>
 *   <tr><td>await</td><td>time, mono_ns</td><td>a wait ended; the moment of all that follows</td></tr>
 *   <tr><td>ended</td><td></td><td>a wait found that the source has ended for good</td></tr>
 *   <tr><td>event</td><td>event: link (op, link), address (op, index, address, prefix, flags), hint (kind, op, index,
 *       detail, family), filtered (kind, op, index, detail), overflow (detail), wake (slept_ns)</td><td>one thing the
 *       system said, of the drain that ends it</td></tr>
 *   <tr><td>drain</td><td></td><td>ends what was taken at once, also nothing</td></tr>
 *   <tr><td>route</td><td>to, answer: null or index, source, gateway</td><td>where a packet would leave</td></tr>
 *   <tr><td>nexthops</td><td>to, answer: list of index, gateway</td><td>the live next hops</td></tr>
 *   <tr><td>link</td><td>index, answer: null or a link</td><td>a link read afresh</td></tr>
 *   <tr><td>failed</td><td>call, message; to or index where it was a question</td><td>ends a call that failed; an open
 *       follows when the source is restarted</td></tr>
 *   <tr><td>close</td><td></td><td>the source was closed; missing after a killed process</td></tr>
 * </table>
 *
 * <p>A link has index, name, up, carrier, loopback, mtu, mac, carrier_changes and carrier_downs (-1 where they are not
 * counted) and flags. The answers after an await are those that were given at its moment; destinations other than the
 * two probes are those of single listeners.
 */
@NullMarked
package dev.netmon.wire;

import org.jspecify.annotations.NullMarked;
