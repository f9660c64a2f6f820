// SPDX-License-Identifier: Apache-2.0
/**
 * Our Windows numbers against the metadata that Microsoft publishes for the Windows API.
 *
 * <p>The build generates Java classes from the metadata: a layout for each structure, a constant for each enumerator.
 * They are a second witness beside the headers of mingw-w64, from another hand, and know a few names those lack.
 */
@NullMarked
package dev.netmon.ffi.metadata;

import org.jspecify.annotations.NullMarked;
