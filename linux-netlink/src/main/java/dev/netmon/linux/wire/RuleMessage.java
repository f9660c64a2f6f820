// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.FibRules.FRA_DST;
import static dev.netmon.linux.wire.FibRules.FRA_FWMARK;
import static dev.netmon.linux.wire.FibRules.FRA_FWMASK;
import static dev.netmon.linux.wire.FibRules.FRA_IIFNAME;
import static dev.netmon.linux.wire.FibRules.FRA_OIFNAME;
import static dev.netmon.linux.wire.FibRules.FRA_PRIORITY;
import static dev.netmon.linux.wire.FibRules.FRA_SRC;
import static dev.netmon.linux.wire.FibRules.FRA_TABLE;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWRULE} or {@code RTM_DELRULE}: a policy rule.
 *
 * @param operation whether the rule is there or gone
 * @param family AF_INET or AF_INET6
 * @param priority its place in the order, from 0
 * @param source packets from this prefix, or null for all
 * @param sourceLength in bits
 * @param destination packets to this prefix, or null for all
 * @param destinationLength in bits
 * @param inputInterface packets that came in by this interface, or null
 * @param outputInterface packets of sockets bound to this interface, or null
 * @param mark packets with this mark
 * @param markMask the bits of the mark that count, 0 where no mark is asked for
 * @param action FR_ACT_…
 * @param table the table looked up, unsigned 32 bits
 * @param flags FIB_RULE_…
 */
public record RuleMessage(
        Operation operation,
        int family,
        long priority,
        @Nullable InetAddress source,
        int sourceLength,
        @Nullable InetAddress destination,
        int destinationLength,
        @Nullable String inputInterface,
        @Nullable String outputInterface,
        int mark,
        int markMask,
        int action,
        long table,
        int flags)
        implements Message {

    static Message parse(MessageCursor message, Operation operation) {
        int at = message.payload();
        int end = message.end();
        if (end - at < FibRules.SIZEOF_FIB_RULE_HDR) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int family = Byte.toUnsignedInt(buffer.get(at + FibRules.FRH_FAMILY_AT));
        int bits = AttributeWalk.addressBytes(family) * 8;
        if (bits == 0) {
            return new SkippedMessage(message.type());
        }
        int destinationLength = Byte.toUnsignedInt(buffer.get(at + FibRules.FRH_DST_LEN_AT));
        int sourceLength = Byte.toUnsignedInt(buffer.get(at + FibRules.FRH_SRC_LEN_AT));
        if (destinationLength > bits || sourceLength > bits) {
            return new Malformed(message.type(), Fault.PREFIX_LENGTH, null);
        }
        long priority = 0;
        InetAddress source = null;
        InetAddress destination = null;
        String inputInterface = null;
        String outputInterface = null;
        int mark = 0;
        int markMask = 0;
        long table = Byte.toUnsignedLong(buffer.get(at + FibRules.FRH_TABLE_AT));
        AttributeWalk walk = new AttributeWalk(buffer, at + FibRules.SIZEOF_FIB_RULE_HDR, end);
        while (walk.next()) {
            switch (walk.type()) {
                case FRA_PRIORITY -> priority = walk.u32();
                case FRA_SRC -> source = walk.address(family);
                case FRA_DST -> destination = walk.address(family);
                case FRA_IIFNAME -> inputInterface = walk.text();
                case FRA_OIFNAME -> outputInterface = walk.text();
                case FRA_FWMARK -> mark = walk.s32();
                case FRA_FWMASK -> markMask = walk.s32();
                case FRA_TABLE -> table = walk.u32();
                default -> {}
            }
        }
        RuleMessage rule = new RuleMessage(
                operation,
                family,
                priority,
                source,
                sourceLength,
                destination,
                destinationLength,
                inputInterface,
                outputInterface,
                mark,
                markMask,
                Byte.toUnsignedInt(buffer.get(at + FibRules.FRH_ACTION_AT)),
                table,
                buffer.getInt(at + FibRules.FRH_FLAGS_AT));
        return walk.finished(message.type(), rule);
    }
}
