// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** In a normal build it replays the seeds under {@code StunFuzzTestInputs}. */
class StunFuzzTest {

    /** A whole datagram. */
    @FuzzTest(maxDuration = "10m")
    void datagram(byte[] bytes) {
        StunMessage message = StunMessage.read(ByteBuffer.wrap(bytes));
        if (message != null) {
            StunMessageTest.touch(message);
        }
    }

    /** The attributes of an answer with a good header. */
    @FuzzTest(maxDuration = "10m")
    void attributes(byte[] bytes) {
        int length = Math.min(bytes.length, 0xfffc) & ~3;
        ByteBuffer datagram = ByteBuffer.allocate(StunMessage.HEADER + length);
        datagram.putShort((short) 0x0101).putShort((short) length).putInt(StunMessage.COOKIE);
        datagram.putInt(1).putLong(2).put(bytes, 0, length).flip();
        StunMessage message = StunMessage.read(datagram);
        if (message != null) {
            StunMessageTest.touch(message);
        }
    }
}
