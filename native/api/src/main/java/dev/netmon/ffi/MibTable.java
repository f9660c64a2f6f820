// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of Windows, copied; the original is freed.
 *
 * @param error the Win32 error code; 0 where there is a table
 * @param bytes the table as C has it: the number of rows, four bytes of padding, the rows from offset 8 on; in native
 *     order, from position 0 to the end of the last row; empty where there is an error. Padding holds anything.
 */
public record MibTable(int error, ByteBuffer bytes) {

    /** A table that was read. */
    public static MibTable of(byte[] bytes) {
        return new MibTable(
                WindowsConstants.ERROR_SUCCESS, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }

    /** A table that was not, and why. */
    public static MibTable failed(int error) {
        return new MibTable(error, ByteBuffer.allocate(0).order(ByteOrder.nativeOrder()));
    }
}
