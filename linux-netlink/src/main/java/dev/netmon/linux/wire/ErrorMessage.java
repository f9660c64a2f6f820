// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Netlink.ERROR_AT;
import static dev.netmon.linux.wire.Netlink.MSG_AT;
import static dev.netmon.linux.wire.Netlink.NLMSG_LEN_AT;
import static dev.netmon.linux.wire.Netlink.NLM_F_ACK_TLVS;
import static dev.netmon.linux.wire.Netlink.NLM_F_CAPPED;
import static dev.netmon.linux.wire.Netlink.SIZEOF_NLMSGERR;
import static dev.netmon.linux.wire.Netlink.SIZEOF_NLMSGHDR;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code NLMSG_ERROR}: the answer to one request.
 *
 * @param errno what went wrong, positive; 0 is an acknowledgement
 * @param sequence the sequence number of the request answered
 * @param text what the kernel says about it (extended acknowledgement), or null
 */
public record ErrorMessage(
        int errno, int sequence, @Nullable String text) implements Message {

    static Message parse(MessageCursor message) {
        int payload = message.payload();
        int left = message.end() - payload;
        if (left < SIZEOF_NLMSGERR) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int errno = -buffer.getInt(payload + ERROR_AT);
        int flags = message.flags();
        if ((flags & NLM_F_ACK_TLVS) == 0) {
            return new ErrorMessage(errno, message.sequence(), null);
        }
        // Uncapped, the kernel echoes the whole request, aligned, before the attributes. Its length is our own
        // request's,
        // but here it is only bytes again: clamp it.
        long echoed = SIZEOF_NLMSGHDR;
        if ((flags & NLM_F_CAPPED) == 0) {
            echoed = Math.max(echoed, Integer.toUnsignedLong(buffer.getInt(payload + MSG_AT + NLMSG_LEN_AT)));
        }
        long attributes = MSG_AT + ((echoed + 3) & ~3L);
        if (attributes > left) {
            return new Malformed(
                    message.type(), Fault.LENGTH_BEYOND_END, new ErrorMessage(errno, message.sequence(), null));
        }
        AttributeWalk walk = new AttributeWalk(buffer, payload + (int) attributes, message.end());
        ErrorMessage result = new ErrorMessage(errno, message.sequence(), walk.acknowledgementText());
        return walk.finished(message.type(), result);
    }
}
