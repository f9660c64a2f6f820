// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.LinuxConstants.EBADF;
import static dev.netmon.ffi.LinuxConstants.ENOBUFS;
import static dev.netmon.ffi.LinuxConstants.ENOSYS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a binding must do where the C library lacks functions, or answers what no test could provoke. */
public abstract class StandInContract {

    private static final String SOURCE = """
            #include <errno.h>
            static int fail(int number) { errno = number; return -1; }
            int close(int fd) { return fail(EBADF); }
            int eventfd(unsigned initial, int flags) { return (int) initial + flags; }
            int recvmmsg(int fd, void *messages, unsigned count, int flags, void *timeout) {
                return timeout ? 1 : fail(ENOBUFS);
            }
            long recvfrom(int fd, void *data, unsigned long length, int flags, void *address, void *addrlen) {
                return 0x180000000L;
            }
            """;

    private final Class<? extends BindingProvider> provider;

    /** Tests the binding that {@code provider} belongs to. */
    protected StandInContract(Class<? extends BindingProvider> provider) {
        this.provider = provider;
    }

    @Test
    void aMissingFunctionSwitchesOffOnlyItself(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        HeaderAudit.assumeCompiler();
        BindingProvider standIn = StandIn.provider(provider, StandIn.compile(folder, SOURCE));
        LinuxLibrary library = standIn.linux();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);

        assertEquals(-EBADF, library.close(-1));
        assertEquals(42, library.eventfd(40, 2));
        assertEquals(-ENOBUFS, library.recvmmsg(3, buffer, 1, 0), "and no timeout was passed");
        assertEquals(Integer.MAX_VALUE, library.recvfrom(3, buffer, 0, null), "a length no int can say");

        assertEquals(-ENOSYS, library.socket(0, 0, 0));
        assertEquals(-ENOSYS, library.bind(3, buffer));
        assertEquals(-ENOSYS, library.setsockopt(3, 0, 0, 0));
        assertEquals(-ENOSYS, library.setsockopt(3, 0, 0, buffer));
        assertEquals(-ENOSYS, library.getsockopt(3, 0, 0));
        assertEquals(-ENOSYS, library.getsockname(3, buffer));
        assertEquals(-ENOSYS, library.sendto(3, buffer, 0, null));
        assertEquals(-ENOSYS, library.read(3, buffer));
        assertEquals(-ENOSYS, library.write(3, buffer));
        assertEquals(-ENOSYS, library.isatty(3));
        assertEquals(-ENOSYS, library.clock_gettime(1));
        assertEquals(-ENOSYS, library.ppoll(buffer, 1, 0));
        assertEquals(-ENOSYS, library.timerfd_create(1, 0));
        assertEquals(-ENOSYS, library.timerfd_settime(3, 0, 1, 0));

        NamespaceCalls calls = standIn.namespaces();
        assertEquals(-ENOSYS, calls.open("/", 0));
        assertEquals(-ENOSYS, calls.ioctl(3, 0, buffer));
        assertEquals(-ENOSYS, calls.unshare(0));
        assertEquals(-ENOSYS, calls.setns(3, 0));
        assertEquals(-ENOSYS, calls.gettid());

        assertEquals(-EBADF, library.close(-1), "the others go on");
    }
}
