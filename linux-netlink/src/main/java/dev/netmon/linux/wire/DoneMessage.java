// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Netlink.NLM_F_ACK_TLVS;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code NLMSG_DONE}: the end of a dump. It has to be looked into: with strict checking a refused dump ends here, with
 * an errno and without a single entry, and would pass for an empty table.
 *
 * @param errno what went wrong, positive; 0 if all is well
 * @param sequence the sequence number of the request answered
 * @param text what the kernel says about it (extended acknowledgement), or null
 */
public record DoneMessage(int errno, int sequence, @Nullable String text) implements Message {
    private static final int ERRNO_BYTES = 4;

    static Message parse(MessageCursor message) {
        int payload = message.payload();
        if (message.end() - payload < ERRNO_BYTES) {
            // Some dumps of old kernels end in a bare header: that is a good end.
            return new DoneMessage(0, message.sequence(), null);
        }
        ByteBuffer buffer = message.buffer();
        int errno = -buffer.getInt(payload);
        if ((message.flags() & NLM_F_ACK_TLVS) == 0) {
            return new DoneMessage(errno, message.sequence(), null);
        }
        AttributeWalk walk = new AttributeWalk(buffer, payload + ERRNO_BYTES, message.end());
        DoneMessage result = new DoneMessage(errno, message.sequence(), walk.acknowledgementText());
        return walk.finished(message.type(), result);
    }
}
