// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxConstants.CLONE_NEWNET;
import static dev.netmon.ffi.LinuxConstants.EBADF;
import static dev.netmon.ffi.LinuxConstants.EINVAL;
import static dev.netmon.ffi.LinuxConstants.ENOENT;
import static dev.netmon.ffi.LinuxConstants.EPERM;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ROUTE;
import static dev.netmon.ffi.LinuxConstants.O_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.O_NONBLOCK;
import static dev.netmon.ffi.LinuxConstants.O_RDONLY;
import static dev.netmon.ffi.LinuxConstants.O_RDWR;
import static dev.netmon.ffi.LinuxConstants.SOCK_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a binding of the namespace calls must do. Moving between namespaces needs root and is skipped without it. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class NamespaceCallsContract {

    // <asm-generic/ioctls.h>: how many bytes can be read
    private static final long FIONREAD = 0x541B;

    private final LinuxLibrary library;
    private final NamespaceCalls calls;

    /** Tests the namespace calls of {@code provider}, with the help of its library. */
    protected NamespaceCallsContract(BindingProvider provider) {
        this.library = provider.linux();
        this.calls = provider.namespaces();
    }

    @Test
    void openTakesPathsInUtf8(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("größe"), "x");
        int fd = calls.open(file.toString(), O_RDONLY | O_CLOEXEC);
        assertTrue(fd > 2);
        ByteBuffer data = ByteBuffer.allocateDirect(8);
        assertEquals(1, library.read(fd, data));
        assertEquals('x', data.get(0));
        assertEquals(0, library.read(fd, data));
        assertEquals(0, library.close(fd));
        assertEquals(-ENOENT, calls.open(folder.resolve("none").toString(), O_RDONLY));
    }

    @Test
    void aTerminalIsATerminal() {
        int fd = calls.open("/dev/ptmx", O_RDWR | O_NONBLOCK | O_CLOEXEC);
        Assumptions.assumeTrue(fd >= 0, "no pseudo terminals here");
        assertEquals(1, library.isatty(fd));
        assertEquals(0, library.close(fd));
    }

    @Test
    void eachThreadHasItsNumber() throws Exception {
        assertEquals(calls.gettid(), calls.gettid());
        int other = elsewhere(calls::gettid);
        assertNotEquals(calls.gettid(), other);
        assertEquals(
                "/proc/" + ProcessHandle.current().pid() + "/task/" + calls.gettid(),
                Path.of("/proc/thread-self").toRealPath().toString());
    }

    @Test
    void namespaceCallsReportErrnos() {
        assertEquals(-EBADF, calls.setns(-1, 0));
        assertEquals(-EINVAL, calls.unshare(1));
        assertEquals(-EBADF, calls.ioctl(-1, FIONREAD, ByteBuffer.allocateDirect(4)));
        assertThrows(IllegalArgumentException.class, () -> calls.ioctl(-1, FIONREAD, ByteBuffer.allocate(4)));
    }

    @Test
    void ioctlFillsTheBytesAtThePosition(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("seven"), "1234567");
        int fd = calls.open(file.toString(), O_RDONLY | O_CLOEXEC);
        ByteBuffer unread = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        assertEquals(0, calls.ioctl(fd, FIONREAD, unread.position(4)));
        assertEquals(7, unread.getInt(4));
        assertEquals(0, unread.getInt(0));
        assertEquals(0, library.close(fd));
    }

    @Test
    void aThreadMovesAndComesBack() throws Exception {
        elsewhere(() -> {
            int home = calls.open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
            assertTrue(home >= 0);
            try {
                String before = namespace();
                int moved = calls.unshare(CLONE_NEWNET);
                Assumptions.assumeTrue(moved != -EPERM, "no privilege to make a network namespace");
                assertEquals(0, moved);
                assertNotEquals(before, namespace());
                int fd = library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
                assertTrue(fd >= 0, "a socket in the new namespace");
                assertEquals(0, library.close(fd));
                assertEquals(0, calls.setns(home, CLONE_NEWNET));
                assertEquals(before, namespace());
            } finally {
                library.close(home);
            }
            return 0;
        });
    }

    private static String namespace() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }

    /** On a thread of its own, which ends: one that changed its namespace must not serve anybody else. */
    private static int elsewhere(Callable<Integer> work) throws Exception {
        FutureTask<Integer> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(e.getCause());
        } finally {
            thread.join();
        }
    }
}
