// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/** Which {@link Binding} the user asked for. */
public enum BindingChoice {
    /** FFM on Java 22 and later, JNA below it or where FFM cannot run. */
    AUTO,
    /** FFM or nothing. */
    FFM,
    /** JNA or nothing. */
    JNA
}
