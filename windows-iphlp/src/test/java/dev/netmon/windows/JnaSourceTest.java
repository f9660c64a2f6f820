// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

/** The source through Java Native Access. */
class JnaSourceTest extends SourceScripts {
    JnaSourceTest() {
        super(StandInWindows.Through.JNA);
    }
}
