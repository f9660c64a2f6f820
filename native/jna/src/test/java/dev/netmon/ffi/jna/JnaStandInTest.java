// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.StandInContract;

class JnaStandInTest extends StandInContract {
    JnaStandInTest() {
        super(JnaProvider.class);
    }
}
