// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/**
 * A fuzz target; in a normal build it replays the seeds under {@code RowFuzzTestInputs}. For a long run (a finding becomes a
 * seed there; so does the input in work when a run is cut short by a signal):
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -Dquick -pl windows-iphlp -am test -Dtest='RowFuzzTest#anything' \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args=-XX:-PrintWarnings
 * }</pre>
 */
class RowFuzzTest {

    /** The bytes as a table of each kind, as a row of each kind, and as a key of each kind. */
    @FuzzTest(maxDuration = "10m")
    void anything(byte[] bytes) {
        DamagedBytesTest.readAll(ByteBuffer.wrap(bytes));
    }
}
