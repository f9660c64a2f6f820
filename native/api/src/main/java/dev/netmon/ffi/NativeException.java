// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.io.IOException;

/** A C call failed; the message names the call, the errno's symbol and its number: {@code bind: EACCES (13)}. */
public final class NativeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;
    private final String symbol;

    /**
     * A failure of {@code call}.
     *
     * @param call the C name, with a few words of context where they help ("setsockopt NETLINK_ADD_MEMBERSHIP")
     * @param errno positive
     * @param table whose numbers they are
     */
    public NativeException(String call, int errno, Errno table) {
        super(table.describe(call, errno));
        this.call = call;
        this.errno = errno;
        this.symbol = table.symbol(errno);
    }

    /** Passes a result of {@link LinuxLibrary} on, or throws where it is a negative errno. */
    public static int check(String call, int result) throws NativeException {
        return (int) check(call, (long) result);
    }

    /** Passes a result of {@link LinuxLibrary} on, or throws where it is a negative errno. */
    public static long check(String call, long result) throws NativeException {
        return check(Errno.LINUX, call, result);
    }

    /** Passes a result of a library on whose errnos {@code table} names, or throws where it is a negative errno. */
    public static int check(Errno table, String call, int result) throws NativeException {
        return (int) check(table, call, (long) result);
    }

    /** Passes a result of a library on whose errnos {@code table} names, or throws where it is a negative errno. */
    public static long check(Errno table, String call, long result) throws NativeException {
        if (result < 0) {
            throw new NativeException(call, (int) -result, table);
        }
        return result;
    }

    /** The call that failed. */
    public String call() {
        return call;
    }

    /** The errno, positive. */
    public int errno() {
        return errno;
    }

    /** The errno's name, {@code EACCES}. */
    public String symbol() {
        return symbol;
    }
}
