// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static dev.netmon.ffi.WindowsConstants.MIB_ADD_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_INITIAL_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.MIB_PARAMETER_NOTIFICATION;

import dev.netmon.Addresses;
import java.net.InetAddress;

/** Notifications as text for people. */
public final class RowText {

    private RowText() {}

    /** For example {@code 0.0.0.0/0 via 192.168.1.1 index 12}. */
    public static String of(RouteKey key) {
        InetAddress nextHop = key.nextHop();
        return Addresses.format(key.prefix()) + "/" + key.prefixLength()
                + (nextHop == null ? " on-link" : " via " + Addresses.format(nextHop)) + " index " + key.index();
    }

    /** What happened to the row: {@code added}, {@code changed}, {@code deleted}. */
    public static String ofType(int type) {
        return switch (type) {
            case MIB_PARAMETER_NOTIFICATION -> "changed";
            case MIB_ADD_INSTANCE -> "added";
            case MIB_DELETE_INSTANCE -> "deleted";
            case MIB_INITIAL_NOTIFICATION -> "initial";
            default -> "notification " + type;
        };
    }
}
