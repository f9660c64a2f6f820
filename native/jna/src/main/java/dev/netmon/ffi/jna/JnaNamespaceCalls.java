// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.NamespaceCalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The namespace calls through JNA. */
final class JnaNamespaceCalls implements NamespaceCalls {

    private static final class Open {
        static final boolean PRESENT = Linking.register(Open.class, "open");

        // int open(const char *pathname, int flags, ...): without variable arguments the call is that of a plain
        // function
        static native int open(ByteBuffer pathname, int flags);
    }

    private static final class Ioctl {
        static final boolean PRESENT = Linking.register(Ioctl.class, "ioctl");

        // int ioctl(int fd, unsigned long request, ...): on Linux a variable argument travels like a fixed one
        static native int ioctl(int fd, long request, ByteBuffer argument);
    }

    private static final class Unshare {
        static final boolean PRESENT = Linking.register(Unshare.class, "unshare");

        // int unshare(int flags)
        static native int unshare(int flags);
    }

    private static final class Setns {
        static final boolean PRESENT = Linking.register(Setns.class, "setns");

        // int setns(int fd, int nstype)
        static native int setns(int fd, int nstype);
    }

    private static final class Gettid {
        static final boolean PRESENT = Linking.register(Gettid.class, "gettid");

        // pid_t gettid(void)
        static native int gettid();
    }

    @Override
    public int open(String path, int flags) {
        byte[] bytes = (path + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer name = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        return Open.PRESENT ? Linking.result(Open.open(name, flags)) : Linking.absent();
    }

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        return Ioctl.PRESENT ? Linking.result(Ioctl.ioctl(fd, request, Linking.bytes(argument))) : Linking.absent();
    }

    @Override
    public int unshare(int flags) {
        return Unshare.PRESENT ? Linking.result(Unshare.unshare(flags)) : Linking.absent();
    }

    @Override
    public int setns(int fd, int type) {
        return Setns.PRESENT ? Linking.result(Setns.setns(fd, type)) : Linking.absent();
    }

    @Override
    public int gettid() {
        return Gettid.PRESENT ? Linking.result(Gettid.gettid()) : Linking.absent();
    }
}
