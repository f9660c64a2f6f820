// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** The source through the foreign function API: in this machine's convention and in that of Windows. */
@Tag("win64")
@EnabledForJreRange(minVersion = 22, disabledReason = "the foreign function API needs Java 22")
class FfmSourceTest extends SourceScripts {
    FfmSourceTest() {
        super(StandInWindows.Through.FFM);
    }
}
