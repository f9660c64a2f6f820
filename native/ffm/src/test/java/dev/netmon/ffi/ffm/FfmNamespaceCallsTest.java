// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.NamespaceCallsContract;

class FfmNamespaceCallsTest extends NamespaceCallsContract {
    FfmNamespaceCallsTest() {
        super(new FfmProvider());
    }
}
