// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Fuzz targets; in a normal build they replay the seeds under {@code MessageFuzzTestInputs}. For a long run of one of them
 * (a finding becomes a seed there; so does the input in work when a run is cut short by a signal):
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -Dquick -pl macos-route -am test -Dtest='MessageFuzzTest#message' \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args=-XX:-PrintWarnings
 * }</pre>
 */
class MessageFuzzTest {

    /** All that a read gave: a message, a table, or a kernel event, lengths and all. */
    @FuzzTest(maxDuration = "10m")
    void bytes(byte[] bytes) {
        DamagedBytesTest.readAll(ByteBuffer.wrap(bytes));
    }

    /** One message with a good length and version: the first byte is its type, the rest stands behind. */
    @FuzzTest(maxDuration = "10m")
    void message(byte[] bytes) {
        if (bytes.length > 0) {
            DamagedBytesTest.readAll(
                    DamagedBytesTest.message(bytes[0] & 0x1f, Arrays.copyOfRange(bytes, 1, bytes.length)));
        }
    }
}
