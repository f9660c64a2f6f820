// SPDX-License-Identifier: Apache-2.0
/**
 * The rows of IP Helper: bytes in, records out.
 *
 * <p>{@link dev.netmon.windows.wire.MibRows} reads the tables that {@code GetIfTable2}, {@code GetUnicastIpAddressTable},
 * {@code GetIpForwardTable2} and {@code GetIpInterfaceTable} hand out, and the keys that their notifications carry. It
 * goes by the bytes it was given and not by the number of rows that a table claims, throws nothing on any of them, and
 * says how many rows it could not read.
 *
 * <p>A row becomes a record of the fields that are used, so that rows are compared field by field: what stands in their
 * padding, and in the unused part of an address, is whatever was in that memory before. Lifetimes are left out, for they
 * run down by themselves.
 *
 * <p>Offsets and numbers are those of {@link dev.netmon.ffi.WindowsLayouts} and
 * {@link dev.netmon.ffi.WindowsConstants}. Pure; no thread, no clock, no native call.
 */
@NullMarked
package dev.netmon.windows.wire;

import org.jspecify.annotations.NullMarked;
