// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.DarwinConstants.AF_INET;
import static dev.netmon.ffi.DarwinConstants.AF_LINK;
import static dev.netmon.ffi.DarwinConstants.AF_UNSPEC;
import static dev.netmon.ffi.DarwinConstants.CLOCK_MONOTONIC_RAW;
import static dev.netmon.ffi.DarwinConstants.CLOCK_UPTIME_RAW;
import static dev.netmon.ffi.DarwinConstants.CTL_NET;
import static dev.netmon.ffi.DarwinConstants.EAGAIN;
import static dev.netmon.ffi.DarwinConstants.EBADF;
import static dev.netmon.ffi.DarwinConstants.EINVAL;
import static dev.netmon.ffi.DarwinConstants.ENXIO;
import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinConstants.MSG_DONTWAIT;
import static dev.netmon.ffi.DarwinConstants.NET_RT_DUMP;
import static dev.netmon.ffi.DarwinConstants.NET_RT_IFLIST2;
import static dev.netmon.ffi.DarwinConstants.PF_ROUTE;
import static dev.netmon.ffi.DarwinConstants.PF_SYSTEM;
import static dev.netmon.ffi.DarwinConstants.POLLIN;
import static dev.netmon.ffi.DarwinConstants.SOCK_DGRAM;
import static dev.netmon.ffi.DarwinConstants.SOCK_RAW;
import static dev.netmon.ffi.DarwinConstants.SOL_SOCKET;
import static dev.netmon.ffi.DarwinConstants.SO_RCVBUF;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_NETWORK_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_KEV_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_SIZE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_VENDOR_CODE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_VENDOR_APPLE;
import static dev.netmon.ffi.DarwinKernelEvents.SIOCSKEVFILT;
import static dev.netmon.ffi.DarwinKernelEvents.SYSPROTO_EVENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.InterfaceEntry;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.PollSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a binding must do with the real library and kernel of a Mac; nothing is changed there. Both twins extend it, on a Mac. */
public abstract class MacContract {

    private static final int RTM_SIZE = 92;
    private static final int RTM_ADDRS = 12;
    private static final int RTM_PID = 16;
    private static final int RTM_SEQ = 20;
    private static final int RTM_ERRNO = 24;
    private static final long A_MINUTE = 60_000_000_000L;

    private final BindingChoice choice;
    private final List<Integer> open = new ArrayList<>();
    private DarwinLibrary library;

    /** Tests one binding. */
    protected MacContract(BindingChoice choice) {
        this.choice = choice;
    }

    @BeforeEach
    void bind() throws Exception {
        Bound<DarwinLibrary> bound = Bindings.darwin(choice);
        assertNull(bound.notChosen());
        library = bound.library();
    }

    @AfterEach
    void close() {
        open.forEach(library::close);
    }

    @Test
    void errnosAreItsOwn() {
        int fd = keep(library.socket(PF_ROUTE, SOCK_RAW, AF_UNSPEC));
        assertEquals(-EBADF, library.close(-1));
        assertEquals(-EAGAIN, library.recvfrom(fd, buffer(64), MSG_DONTWAIT, null));
        assertEquals(-ENXIO, library.if_indextoname(1 << 20, buffer(IF_NAMESIZE)));
        assertEquals(-EINVAL, library.clock_gettime(7));
    }

    @Test
    void theReceiveBufferIsRaised() {
        int fd = keep(library.socket(PF_ROUTE, SOCK_RAW, AF_UNSPEC));
        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 256 * 1024));
        assertEquals(256 * 1024, library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
    }

    @Test
    void tablesAreRead() {
        for (int op : new int[] {NET_RT_IFLIST2, NET_RT_DUMP}) {
            ByteBuffer name = mib(CTL_NET, PF_ROUTE, 0, 0, op, 0);
            int size = library.sysctl(name, null);
            assertTrue(size > 0, () -> Errno.DARWIN.symbol(-size));
            ByteBuffer table = buffer(2 * size);
            int read = library.sysctl(name, table);
            assertTrue(read > 0 && read <= table.capacity(), () -> Errno.DARWIN.symbol(-read));
            assertTrue(table.getShort(0) > 0 && table.getShort(0) <= read, "a message of its own length");
            assertEquals(5, table.get(2), "the version");
        }
    }

    @Test
    void theLoopbackInterfaceIsListedAndNamed() {
        List<InterfaceEntry> entries = new ArrayList<>();
        assertEquals(library.getifaddrs(entries), entries.size());
        InterfaceEntry link = entries.stream()
                .filter(entry -> entry.name().equals("lo0") && family(entry) == AF_LINK)
                .findFirst()
                .orElseThrow();
        assertNotNull(link.data());
        assertTrue(entries.stream().anyMatch(entry -> entry.name().equals("lo0") && family(entry) == AF_INET));
        byte[] address = link.address();
        int index = Byte.toUnsignedInt(address[2]) | Byte.toUnsignedInt(address[3]) << 8;
        ByteBuffer name = buffer(IF_NAMESIZE);
        assertEquals(3, library.if_indextoname(index, name));
        assertEquals("lo0", string(name, 3));
    }

    private static int family(InterfaceEntry entry) {
        byte[] address = entry.address();
        return address == null || address.length < 2 ? AF_UNSPEC : address[1];
    }

    @Test
    void aRequestForTheLoopbackAddressIsAnswered() {
        int fd = keep(library.socket(PF_ROUTE, SOCK_RAW, AF_UNSPEC));
        ByteBuffer request = buffer(RTM_SIZE + 16);
        request.putShort(0, (short) request.capacity())
                .put(2, (byte) 5)
                .put(3, (byte) 4)
                .putInt(RTM_ADDRS, 1)
                .putInt(RTM_SEQ, 4711)
                .put(RTM_SIZE, loopback());
        assertEquals(request.capacity(), library.write(fd, request));
        PollSet set = new PollSet(library, 1);
        set.watch(0, fd, POLLIN);
        ByteBuffer reply = buffer(4096);
        do {
            assertEquals(1, set.await(A_MINUTE));
            int length = library.recvfrom(fd, reply, MSG_DONTWAIT, null);
            assertTrue(length > 0, () -> Errno.DARWIN.symbol(-length));
        } while (reply.getInt(RTM_PID) != library.getpid() || reply.getInt(RTM_SEQ) != 4711);
        assertEquals(0, reply.getInt(RTM_ERRNO));
        assertEquals(ProcessHandle.current().pid(), library.getpid());
    }

    @Test
    void theVariadicCallReachesTheKernel() {
        int fd = keep(library.socket(PF_SYSTEM, SOCK_RAW, SYSPROTO_EVENT));
        ByteBuffer filter = buffer(KEV_REQUEST_SIZE);
        filter.putInt(KEV_REQUEST_VENDOR_CODE, KEV_VENDOR_APPLE).putInt(KEV_REQUEST_KEV_CLASS, KEV_NETWORK_CLASS);
        assertEquals(0, library.ioctl(fd, SIOCSKEVFILT, filter));
        // SIOCGKEVFILT, _IOR('e', 3, struct kev_request): what was set comes back, so the argument was really read.
        ByteBuffer set = buffer(KEV_REQUEST_SIZE);
        assertEquals(0, library.ioctl(fd, 0x400c6503L, set));
        assertEquals(filter, set);
    }

    @Test
    void aDatagramSocketTellsItsSource() {
        int fd = keep(library.socket(AF_INET, SOCK_DGRAM, 0));
        ByteBuffer address = buffer(16).put(0, loopback()).putShort(2, (short) 0x0900);
        assertEquals(0, library.connect(fd, address));
        ByteBuffer source = buffer(16);
        assertEquals(16, library.getsockname(fd, source));
        assertEquals(127, source.get(4));
    }

    @Test
    void aPipeWakesPoll() {
        ByteBuffer ends = buffer(8);
        assertEquals(0, library.pipe(ends));
        keep(ends.getInt(0));
        keep(ends.getInt(4));
        PollSet set = new PollSet(library, 1);
        set.watch(0, ends.getInt(0), POLLIN);
        assertEquals(0, set.await(0));
        assertEquals(1, library.write(ends.getInt(4), buffer(1)));
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(POLLIN, set.ready(0));
        assertEquals(1, library.read(ends.getInt(0), buffer(8)));
    }

    @Test
    void theClocksOfSleepAndUptimeGoOn() {
        long uptime = library.clock_gettime(CLOCK_UPTIME_RAW);
        long continuous = library.clock_gettime(CLOCK_MONOTONIC_RAW);
        assertTrue(uptime > 0 && continuous >= uptime, continuous + " is before " + uptime);
        assertTrue(library.clock_gettime(CLOCK_UPTIME_RAW) >= uptime);
    }

    private int keep(int fd) {
        assertTrue(fd >= 0, () -> Errno.DARWIN.symbol(-fd));
        open.add(fd);
        return fd;
    }

    private static byte[] loopback() {
        return new byte[] {16, AF_INET, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    }

    private static ByteBuffer mib(int... name) {
        ByteBuffer mib = buffer(name.length * Integer.BYTES);
        for (int part : name) {
            mib.putInt(part);
        }
        return mib.flip();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static String string(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
