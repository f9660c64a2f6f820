// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import org.jspecify.annotations.Nullable;

/**
 * A library that was chosen.
 *
 * @param library ready to call; it has answered once already
 * @param binding which twin it is
 * @param notChosen why the binding that would have been preferred is not used, in one line; null where it is
 */
public record Bound<L>(L library, Binding binding, @Nullable String notChosen) {}
