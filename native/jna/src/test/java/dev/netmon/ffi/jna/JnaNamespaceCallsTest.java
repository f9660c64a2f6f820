// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.NamespaceCallsContract;

class JnaNamespaceCallsTest extends NamespaceCallsContract {
    JnaNamespaceCallsTest() {
        super(new JnaProvider());
    }
}
