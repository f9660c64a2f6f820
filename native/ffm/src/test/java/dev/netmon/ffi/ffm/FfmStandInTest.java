// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.StandInContract;

class FfmStandInTest extends StandInContract {
    FfmStandInTest() {
        super(FfmProvider.class);
    }
}
