// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/** A way to call C from Java. */
public enum Binding {
    /** The JDK's foreign function and memory API, Java 22 and later. */
    FFM,
    /** Java Native Access, any Java from 17. */
    JNA
}
