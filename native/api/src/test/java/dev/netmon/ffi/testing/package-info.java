// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of several modules share about native calls.
 *
 * {@link dev.netmon.ffi.testing.HeaderAudit} compares our numbers with the C headers of the machine.
 */
@NullMarked
package dev.netmon.ffi.testing;

import org.jspecify.annotations.NullMarked;
