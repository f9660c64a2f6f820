// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** Keeps the package from being empty until its first type is here: a module cannot export an empty package. */
final class Anchor {
    private Anchor() {}
}
