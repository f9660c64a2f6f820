// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.util.Map;

/**
 * Names for the Win32 error codes that the IP Helper, power and loader functions are documented or seen to return
 * ({@code <winerror.h>}).
 *
 * <p>Immutable. Codes without a name are written as numbers; nothing here throws.
 */
public final class Win32Error {

    private static final Map<Integer, String> SYMBOLS = Map.ofEntries(
            Map.entry(0, "ERROR_SUCCESS"),
            Map.entry(1, "ERROR_INVALID_FUNCTION"),
            Map.entry(2, "ERROR_FILE_NOT_FOUND"),
            Map.entry(5, "ERROR_ACCESS_DENIED"),
            Map.entry(6, "ERROR_INVALID_HANDLE"),
            Map.entry(8, "ERROR_NOT_ENOUGH_MEMORY"),
            Map.entry(13, "ERROR_INVALID_DATA"),
            Map.entry(14, "ERROR_OUTOFMEMORY"),
            Map.entry(31, "ERROR_GEN_FAILURE"),
            Map.entry(50, "ERROR_NOT_SUPPORTED"),
            Map.entry(87, "ERROR_INVALID_PARAMETER"),
            Map.entry(111, "ERROR_BUFFER_OVERFLOW"),
            Map.entry(120, "ERROR_CALL_NOT_IMPLEMENTED"),
            Map.entry(122, "ERROR_INSUFFICIENT_BUFFER"),
            Map.entry(126, "ERROR_MOD_NOT_FOUND"),
            Map.entry(127, "ERROR_PROC_NOT_FOUND"),
            Map.entry(170, "ERROR_BUSY"),
            Map.entry(232, "ERROR_NO_DATA"),
            Map.entry(997, "ERROR_IO_PENDING"),
            Map.entry(1060, "ERROR_SERVICE_DOES_NOT_EXIST"),
            Map.entry(1062, "ERROR_SERVICE_NOT_ACTIVE"),
            Map.entry(1131, "ERROR_POSSIBLE_DEADLOCK"),
            Map.entry(1168, "ERROR_NOT_FOUND"),
            Map.entry(1214, "ERROR_INVALID_NETNAME"),
            Map.entry(1231, "ERROR_NETWORK_UNREACHABLE"),
            Map.entry(1232, "ERROR_HOST_UNREACHABLE"),
            Map.entry(1450, "ERROR_NO_SYSTEM_RESOURCES"),
            Map.entry(1460, "ERROR_TIMEOUT"));

    private Win32Error() {}

    /** The name of {@code code}, {@code ERROR_NOT_FOUND}, or {@code error 4711} where it has none here. */
    public static String symbol(int code) {
        String symbol = SYMBOLS.get(code);
        return symbol == null ? "error " + Integer.toUnsignedString(code) : symbol;
    }

    /** One message for a failed call: {@code GetIfTable2: ERROR_ACCESS_DENIED (5)}. */
    public static String describe(String call, int code) {
        String symbol = SYMBOLS.get(code);
        return call + ": " + symbol(code) + (symbol == null ? "" : " (" + code + ")");
    }
}
