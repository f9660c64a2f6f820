// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Fuzz targets; in a normal build they replay the seeds under {@code MessageFuzzTestInputs}. For a long run of one of them
 * (a finding becomes a seed there; so does the input in work when a run is cut short by a signal):
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -Dquick -pl linux-netlink -am test -Dtest='MessageFuzzTest#payload' \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args=-XX:-PrintWarnings
 * }</pre>
 */
class MessageFuzzTest {

    /** A whole datagram, lengths and all. */
    @FuzzTest(maxDuration = "10m")
    void datagram(byte[] bytes) {
        DamagedBytesTest.readAll(ByteBuffer.wrap(bytes));
    }

    /** One message with a good header: the first byte chooses its type, the rest is its payload. */
    @FuzzTest(maxDuration = "10m")
    void payload(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        int length = Netlink.SIZEOF_NLMSGHDR + bytes.length - 1;
        ByteBuffer datagram = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(length)
                .putShort((short) (bytes[0] & 0x7f))
                .putShort((short) 0x200)
                .putLong(0);
        datagram.put(bytes, 1, bytes.length - 1).flip();
        DamagedBytesTest.readAll(datagram);
    }
}
