// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import dev.netmon.Addresses;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A route message as a test expects it: everything is 0 or absent until it is set. */
final class RouteSample {
    private final int type;
    private final int flags;
    private final int family;
    private final InetAddress destination;
    private final int length;
    private int index;
    private int pid;
    private int sequence;
    private int errno;
    private @Nullable InetAddress gateway;
    private int gatewayScope;
    private @Nullable String name;
    private @Nullable InetAddress source;
    private long mtu;

    RouteSample(int type, int flags, String destination, int length) {
        this.type = type;
        this.flags = flags;
        this.destination = Addresses.parse(destination);
        this.family = destination.contains(":") ? Sockaddr.AF_INET6 : Sockaddr.AF_INET;
        this.length = length;
    }

    RouteSample on(int interfaceIndex) {
        index = interfaceIndex;
        return this;
    }

    RouteSample named(String interfaceName) {
        name = interfaceName;
        return this;
    }

    RouteSample by(int process, int number) {
        pid = process;
        sequence = number;
        return this;
    }

    RouteSample failed(int why) {
        errno = why;
        return this;
    }

    RouteSample via(String router) {
        gateway = Addresses.parse(router);
        return this;
    }

    RouteSample via(String router, int scope) {
        gatewayScope = scope;
        return via(router);
    }

    RouteSample from(String address) {
        source = Addresses.parse(address);
        return this;
    }

    RouteSample mtu(long bytes) {
        mtu = bytes;
        return this;
    }

    RouteMessage get() {
        return new RouteMessage(
                type,
                index,
                flags,
                pid,
                sequence,
                errno,
                family,
                destination,
                length,
                gateway,
                gatewayScope,
                name,
                source,
                mtu);
    }
}
