// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The laboratory's system calls through the binding that this JVM has. Stateless. */
final class NativeNamespaces implements Namespaces {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;

    /** From sched.h. */
    private static final int CLONE_NEWNET = 0x40000000;

    /** From linux/if_tun.h: _IOW('T', 202, int). */
    private static final int TUNSETIFF = 0x400454ca;

    private static final short IFF_TUN = 1;
    private static final short IFF_NO_PI = 0x1000;

    /** struct ifreq of linux/if.h on 64 bit: the name, then a union whose first member here is the short of flags. */
    private static final int IFREQ_SIZE = 40;

    private static final int IFNAMSIZ = 16;

    private final NamespaceCalls calls;
    private final LinuxLibrary library;

    private NativeNamespaces(NamespaceCalls calls, LinuxLibrary library) {
        this.calls = calls;
        this.library = library;
    }

    static Namespaces load() {
        try {
            return new NativeNamespaces(
                    Bindings.namespaces(BindingChoice.AUTO),
                    Bindings.linux(BindingChoice.AUTO).library());
        } catch (BindingUnavailableException e) {
            throw new LabException("the laboratory needs native access: " + e.getMessage(), e);
        }
    }

    @Override
    public void enter(Path namespace) {
        int descriptor = checked("open " + namespace, calls.open(namespace.toString(), O_RDONLY | O_CLOEXEC));
        try {
            checked("setns " + namespace, calls.setns(descriptor, CLONE_NEWNET));
        } finally {
            library.close(descriptor);
        }
    }

    @Override
    public int openTun(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= IFNAMSIZ) {
            throw new LabException("too long for an interface: " + name);
        }
        ByteBuffer request = ByteBuffer.allocateDirect(IFREQ_SIZE).order(ByteOrder.nativeOrder());
        request.put(0, bytes).putShort(IFNAMSIZ, (short) (IFF_TUN | IFF_NO_PI));
        int descriptor = checked("open /dev/net/tun", calls.open("/dev/net/tun", O_RDWR | O_CLOEXEC));
        int result = calls.ioctl(descriptor, TUNSETIFF, request);
        if (result < 0) {
            library.close(descriptor);
        }
        checked("TUNSETIFF " + name, result);
        return descriptor;
    }

    @Override
    public void close(int descriptor) {
        library.close(descriptor);
    }

    private static int checked(String call, int result) {
        if (result < 0) {
            throw new LabException(call + ": " + Errno.LINUX.symbol(-result));
        }
        return result;
    }
}
