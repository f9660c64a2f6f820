// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.DarwinConstants.AF_INET;
import static dev.netmon.ffi.DarwinConstants.AF_INET6;
import static dev.netmon.ffi.DarwinConstants.AF_LINK;
import static dev.netmon.ffi.DarwinConstants.CLOCK_MONOTONIC;
import static dev.netmon.ffi.DarwinConstants.CLOCK_MONOTONIC_RAW;
import static dev.netmon.ffi.DarwinConstants.CLOCK_REALTIME;
import static dev.netmon.ffi.DarwinConstants.CLOCK_UPTIME_RAW;
import static dev.netmon.ffi.DarwinConstants.CTL_NET;
import static dev.netmon.ffi.DarwinConstants.EADDRNOTAVAIL;
import static dev.netmon.ffi.DarwinConstants.EAFNOSUPPORT;
import static dev.netmon.ffi.DarwinConstants.EAGAIN;
import static dev.netmon.ffi.DarwinConstants.EBADF;
import static dev.netmon.ffi.DarwinConstants.EINTR;
import static dev.netmon.ffi.DarwinConstants.EINVAL;
import static dev.netmon.ffi.DarwinConstants.ENETUNREACH;
import static dev.netmon.ffi.DarwinConstants.ENOBUFS;
import static dev.netmon.ffi.DarwinConstants.ENOENT;
import static dev.netmon.ffi.DarwinConstants.ENOMEM;
import static dev.netmon.ffi.DarwinConstants.ENOPROTOOPT;
import static dev.netmon.ffi.DarwinConstants.ENOTTY;
import static dev.netmon.ffi.DarwinConstants.ENXIO;
import static dev.netmon.ffi.DarwinConstants.EOPNOTSUPP;
import static dev.netmon.ffi.DarwinConstants.EPERM;
import static dev.netmon.ffi.DarwinConstants.EPROTONOSUPPORT;
import static dev.netmon.ffi.DarwinConstants.ESRCH;
import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinConstants.MSG_DONTWAIT;
import static dev.netmon.ffi.DarwinConstants.MSG_PEEK;
import static dev.netmon.ffi.DarwinConstants.NET_RT_DUMP;
import static dev.netmon.ffi.DarwinConstants.NET_RT_IFLIST2;
import static dev.netmon.ffi.DarwinConstants.PF_ROUTE;
import static dev.netmon.ffi.DarwinConstants.PF_SYSTEM;
import static dev.netmon.ffi.DarwinConstants.POLLIN;
import static dev.netmon.ffi.DarwinConstants.SOCK_DGRAM;
import static dev.netmon.ffi.DarwinConstants.SOCK_RAW;
import static dev.netmon.ffi.DarwinConstants.SOL_SOCKET;
import static dev.netmon.ffi.DarwinConstants.SO_RCVBUF;
import static dev.netmon.ffi.DarwinConstants.SO_TYPE;
import static dev.netmon.ffi.DarwinConstants.SO_USELOOPBACK;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_NETWORK_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_KEV_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_SIZE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_VENDOR_CODE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_VENDOR_APPLE;
import static dev.netmon.ffi.DarwinKernelEvents.SIOCSKEVFILT;
import static dev.netmon.ffi.DarwinKernelEvents.SYSPROTO_EVENT;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_NAME;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_SIZE;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_STATUS;
import static dev.netmon.ffi.DarwinRequests.IFM_ACTIVE;
import static dev.netmon.ffi.DarwinRequests.IFM_AVALID;
import static dev.netmon.ffi.DarwinRequests.IN6_IFF_TENTATIVE;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_ADDR;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_FLAGS6;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_NAME;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_SIZE;
import static dev.netmon.ffi.DarwinRequests.SIOCGIFAFLAG_IN6;
import static dev.netmon.ffi.DarwinRequests.SIOCGIFMEDIA;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.InterfaceEntry;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.PollSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a binding of the macOS library must do, over the stand-in; both twins extend it. */
public abstract class DarwinLibraryContract {

    // Bytes of struct rt_msghdr, and where what is looked at stands in it.
    private static final int RTM_SIZE = 92;
    private static final int RTM_TYPE = 3;
    private static final int RTM_FLAGS = 8;
    private static final int RTM_ADDRS = 12;
    private static final int RTM_PID = 16;
    private static final int RTM_SEQ = 20;
    private static final int RTM_ERRNO = 24;
    private static final int RTM_GET = 4;
    private static final int RTM_ADD = 1;
    private static final int RTF_DONE = 0x40;

    private static final long PATIENCE_SECONDS = 60;

    private final Class<? extends BindingProvider> provider;
    private final ExecutorService other = Executors.newCachedThreadPool();

    private DarwinStandIn standIn;
    private DarwinLibrary library;

    /** Tests the binding that {@code provider} belongs to. */
    protected DarwinLibraryContract(Class<? extends BindingProvider> provider) {
        this.provider = provider;
    }

    @BeforeEach
    void load() throws Exception {
        HeaderAudit.assumeCompiler();
        standIn = DarwinStandIn.load(provider);
        library = standIn.library();
    }

    @AfterEach
    void end() throws InterruptedException {
        other.shutdownNow();
        assertTrue(other.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void onlyNumbersOfMacOsAreTaken() {
        assertEquals(-EAFNOSUPPORT, library.socket(16, SOCK_RAW, 0), "AF_NETLINK");
        assertEquals(-EPROTONOSUPPORT, library.socket(PF_ROUTE, SOCK_DGRAM, 0));
        assertEquals(-EPROTONOSUPPORT, library.socket(PF_ROUTE, SOCK_RAW | 0x80000, 0), "Linux's SOCK_CLOEXEC");
        int fd = route();
        assertEquals(-ENOPROTOOPT, library.setsockopt(fd, 1, 8, 65536), "Linux's SOL_SOCKET and SO_RCVBUF");
        assertEquals(-EINVAL, library.recvfrom(fd, buffer(16), 0x40, null), "Linux's MSG_DONTWAIT");
        assertEquals(-ENOENT, library.sysctl(mib(1, 1), null), "no table of the network");
        assertEquals(-EINVAL, library.sysctl(mib(CTL_NET, PF_ROUTE, 0, 10, NET_RT_DUMP, 0), null), "Linux's AF_INET6");
        assertEquals(-EINVAL, library.clock_gettime(7), "Linux's CLOCK_BOOTTIME");
    }

    @Test
    void closeIsTheDescriptorsEnd() {
        int fd = route();
        assertEquals(0, library.close(fd));
        assertEquals(-EBADF, library.close(fd));
        assertEquals(-EBADF, library.close(-1));
        assertEquals(-EBADF, library.recvfrom(fd, buffer(16), MSG_DONTWAIT, null));
        assertEquals(0, standIn.state().open());
    }

    @Test
    void errnoBelongsToItsCall() {
        int fd = route();
        for (int i = 0; i < 100; i++) {
            assertEquals(-EBADF, library.close(-1));
            assertEquals(-EAGAIN, library.recvfrom(fd, buffer(16), MSG_DONTWAIT, null));
            assertEquals(-ENXIO, library.if_indextoname(7, buffer(IF_NAMESIZE)));
            assertEquals(-ENOTTY, library.isatty(fd));
        }
    }

    @Test
    void optionsAreSetAndRead() {
        int fd = route();
        assertEquals(8192, library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 1 << 20));
        assertEquals(1 << 20, library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
        assertEquals(SOCK_RAW, library.getsockopt(fd, SOL_SOCKET, SO_TYPE));
        ByteBuffer off = buffer(4);
        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_USELOOPBACK, off));
        assertEquals(0, library.getsockopt(fd, SOL_SOCKET, SO_USELOOPBACK));
        assertEquals(-ENOBUFS, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 64 << 20));
        assertEquals(-ENOPROTOOPT, library.getsockopt(fd, SOL_SOCKET, 4));
    }

    @Test
    void aMessageIsReceivedWholeAndAlone() {
        int fd = route();
        assertEquals(1, standIn.message(bytes(50, 1)));
        assertEquals(1, standIn.message(bytes(20, 2)));
        ByteBuffer memory = buffer(256);
        ByteBuffer sender = buffer(16);

        assertEquals(50, library.recvfrom(fd, memory.position(100).limit(200), MSG_DONTWAIT | MSG_PEEK, null));
        assertEquals(50, library.recvfrom(fd, memory, MSG_DONTWAIT, sender));
        assertEquals(100, memory.position(), "nothing moved");
        assertEquals(0, memory.get(99));
        assertEquals(1, memory.get(100));
        assertEquals(1, memory.get(149));
        assertEquals(0, memory.get(150));
        assertEquals(PF_ROUTE, sender.get(1));

        assertEquals(20, library.read(fd, memory));
        assertEquals(2, memory.get(119));
        assertEquals(-EAGAIN, library.recvfrom(fd, memory, MSG_DONTWAIT, null));
    }

    @Test
    void whatTheReaderHasNoMemoryForIsCutOff() {
        int fd = route();
        standIn.message(bytes(50, 1));
        standIn.message(bytes(20, 2));
        ByteBuffer memory = buffer(10);
        assertEquals(10, library.recvfrom(fd, memory, MSG_DONTWAIT, null));
        assertEquals(10, library.recvfrom(fd, memory, MSG_DONTWAIT, null));
        assertEquals(2, memory.get(0), "the rest of the first is gone");
    }

    @Test
    void whatDoesNotFitIntoTheReceiveBufferIsGoneWithoutASign() {
        int fd = route();
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += standIn.message(bytes(112, i));
        }
        assertEquals(8192 / (112 + 2), taken);
        assertEquals(100 - taken, standIn.state().dropped());
        ByteBuffer memory = buffer(256);
        for (int i = 0; i < taken; i++) {
            assertEquals(112, library.recvfrom(fd, memory, MSG_DONTWAIT, null));
            assertEquals(i, memory.get(0));
        }
        assertEquals(-EAGAIN, library.recvfrom(fd, memory, MSG_DONTWAIT, null));

        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 256 << 10));
        for (int i = 0; i < 100; i++) {
            assertEquals(1, standIn.message(bytes(112, i)));
        }
    }

    @Test
    void aSocketOfOneFamilyDoesNotHearTheOther() {
        int all = route();
        int inet = library.socket(PF_ROUTE, SOCK_RAW, AF_INET);
        assertEquals(1, standIn.message(AF_INET6, bytes(92, 1)));
        assertEquals(2, standIn.message(AF_INET, bytes(92, 2)));
        assertEquals(92, library.recvfrom(inet, buffer(92), MSG_DONTWAIT, null));
        assertEquals(-EAGAIN, library.recvfrom(inet, buffer(92), MSG_DONTWAIT, null));
        assertEquals(92, library.recvfrom(all, buffer(92), MSG_DONTWAIT, null));
    }

    @Test
    void pollFindsWhatIsReady() {
        int quiet = route();
        int loud = route();
        standIn.message(bytes(20, 1));
        assertEquals(20, library.recvfrom(quiet, buffer(20), MSG_DONTWAIT, null));

        PollSet set = new PollSet(library, 2);
        set.watch(0, quiet, POLLIN);
        set.watch(1, loud, POLLIN);
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(0, set.ready(0));
        assertEquals(POLLIN, set.ready(1));
        assertEquals(20, library.recvfrom(loud, buffer(20), MSG_DONTWAIT, null));
        assertEquals(0, set.await(0));
        assertEquals(0, set.await(Long.MIN_VALUE), "a deadline that passed is no endless wait");
        assertEquals(0, set.await(1), "less than a millisecond is one");
        standIn.fail(DarwinStandIn.Call.POLL, EINTR, 1);
        assertEquals(-EINTR, set.await(LinuxLibrary.FOREVER));
        assertThrows(IndexOutOfBoundsException.class, () -> library.poll(buffer(15), 2, 0));
    }

    @Test
    void aPipeWakesWhoWaits() throws Exception {
        int fd = route();
        ByteBuffer ends = buffer(2 * Integer.BYTES);
        assertEquals(0, library.pipe(ends));
        PollSet set = new PollSet(library, 2);
        set.watch(0, fd, POLLIN);
        set.watch(1, ends.getInt(0), POLLIN);

        Future<Integer> waiting = other.submit(() -> set.await(LinuxLibrary.FOREVER));
        until(() -> standIn.state().polling() == 1);
        assertEquals(1, library.write(ends.getInt(4), buffer(1)));
        assertEquals(1, waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, set.ready(0));
        assertEquals(POLLIN, set.ready(1));
        assertEquals(1, library.read(ends.getInt(0), buffer(8)));

        Future<Integer> again = other.submit(() -> set.await(LinuxLibrary.FOREVER));
        until(() -> standIn.state().polling() == 1);
        standIn.message(bytes(20, 1));
        assertEquals(1, again.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(POLLIN, set.ready(0));

        assertEquals(0, library.close(ends.getInt(0)));
        assertEquals(0, library.close(ends.getInt(4)));
        assertThrows(IndexOutOfBoundsException.class, () -> library.pipe(buffer(7)));
    }

    @Test
    void aBlockingReceiveWaits() throws Exception {
        int fd = route();
        Future<Integer> waiting = other.submit(() -> library.recvfrom(fd, buffer(64), 0, null));
        until(() -> standIn.state().polling() == 1);
        assertFalse(waiting.isDone());
        standIn.message(bytes(30, 1));
        assertEquals(30, waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void sysctlSaysTheSizeAndThenTheTable() {
        byte[] table = bytes(1000, 7);
        standIn.table(0, NET_RT_IFLIST2, 0, table);
        ByteBuffer name = mib(CTL_NET, PF_ROUTE, 0, 0, NET_RT_IFLIST2, 0);
        assertEquals(1100, library.sysctl(name, null), "a tenth more than there is");
        ByteBuffer memory = buffer(1100);
        assertEquals(1000, library.sysctl(name, memory));
        assertEquals(7, memory.get(999));
        assertEquals(0, memory.get(1000));
        assertEquals(0, memory.position());
        assertEquals(0, library.sysctl(mib(CTL_NET, PF_ROUTE, 0, AF_INET, NET_RT_DUMP, 0), memory), "empty");
    }

    @Test
    void aTableThatGrewInBetweenIsNotWhole() {
        standIn.table(AF_INET, NET_RT_DUMP, 0, bytes(100, 1));
        standIn.tableAfterProbe(AF_INET, NET_RT_DUMP, 0, bytes(300, 2));
        standIn.tableAfterProbe(AF_INET, NET_RT_DUMP, 0, bytes(200, 3));
        ByteBuffer name = mib(CTL_NET, PF_ROUTE, 0, AF_INET, NET_RT_DUMP, 0);
        ByteBuffer memory = buffer(400);
        assertEquals(110, library.sysctl(name, null));
        assertEquals(-ENOMEM, library.sysctl(name, memory.limit(110)));
        assertEquals(2, memory.get(109), "the part that fits is there");
        assertEquals(330, library.sysctl(name, null));
        assertEquals(200, library.sysctl(name, memory.limit(330)), "grown and shrunk again");
        assertEquals(220, library.sysctl(name, null));
    }

    @Test
    void interfacesAreListedAsCHasThem() {
        List<InterfaceEntry> written = List.of(
                new InterfaceEntry("en0", 0x8863, link(7), null, null, bytes(96, 9)),
                new InterfaceEntry("en0", 0x8863, inet(192, 0, 2, 1), new byte[] {5, 0, 0, 0, -1}, new byte[0], null),
                new InterfaceEntry("bridge100longer", 0, null, null, inet(192, 0, 2, -1), null));
        standIn.entries(written);
        List<InterfaceEntry> read = new ArrayList<>();

        assertEquals(3, library.getifaddrs(read));
        assertEquals(0, standIn.state().lists(), "freed");
        for (int i = 0; i < 3; i++) {
            assertEquals(written.get(i).name(), read.get(i).name());
            assertEquals(written.get(i).flags(), read.get(i).flags());
            assertArrayEquals(written.get(i).address(), read.get(i).address());
            assertArrayEquals(written.get(i).netmask(), read.get(i).netmask());
            assertArrayEquals(written.get(i).destination(), read.get(i).destination());
            assertArrayEquals(written.get(i).data(), read.get(i).data());
        }
        standIn.entries(List.of(new InterfaceEntry("lo0", 9, inet(127, 0, 0, 1), null, null, bytes(96, 1))));
        assertEquals(1, library.getifaddrs(read));
        assertEquals(4, read.size(), "added");
        assertNull(read.get(3).data(), "only a link has it");

        standIn.fail(DarwinStandIn.Call.GETIFADDRS, ENOMEM, 1);
        assertEquals(-ENOMEM, library.getifaddrs(read));
        assertEquals(4, read.size());
        standIn.entries(List.of());
        assertEquals(0, library.getifaddrs(read));
    }

    @Test
    void anIndexHasAName() {
        standIn.name(4, "en0");
        standIn.name(11, "bridge100longer");
        ByteBuffer name = buffer(2 * IF_NAMESIZE).position(IF_NAMESIZE);
        assertEquals(3, library.if_indextoname(4, name));
        assertEquals("en0", string(name, 3));
        assertEquals(0, name.get(IF_NAMESIZE - 1));
        assertEquals(15, library.if_indextoname(11, name));
        assertEquals("bridge100longer", string(name, 15));
        assertEquals(-ENXIO, library.if_indextoname(5, name));
        standIn.name(4, "en1");
        assertEquals(3, library.if_indextoname(4, name));
        assertEquals("en1", string(name, 3));
        standIn.noName(4);
        assertEquals(-ENXIO, library.if_indextoname(4, name));
        assertThrows(IndexOutOfBoundsException.class, () -> library.if_indextoname(4, buffer(IF_NAMESIZE - 1)));
    }

    @Test
    void aRequestIsAnsweredToEveryListener() {
        int fd = route();
        int stranger = route();
        byte[] reply = bytes(RTM_SIZE + 16, 0);
        reply[RTM_TYPE] = RTM_GET;
        standIn.answer(inet(192, 0, 2, 1), reply);
        standIn.process(4711);
        assertEquals(4711, library.getpid());

        ByteBuffer request = get(inet(192, 0, 2, 1), 99);
        assertEquals(request.remaining(), library.write(fd, request));
        assertEquals(request.remaining(), standIn.request().length);
        for (int listener : new int[] {fd, stranger}) {
            ByteBuffer heard = buffer(256);
            assertEquals(reply.length, library.recvfrom(listener, heard, MSG_DONTWAIT, null));
            assertEquals(4711, heard.getInt(RTM_PID));
            assertEquals(99, heard.getInt(RTM_SEQ));
            assertEquals(0, heard.getInt(RTM_ERRNO));
            assertEquals(RTF_DONE, heard.getInt(RTM_FLAGS));
        }

        assertEquals(-ESRCH, library.write(fd, get(inet(192, 0, 2, 2), 100)));
        ByteBuffer heard = buffer(256);
        assertEquals(RTM_SIZE + 16, library.recvfrom(stranger, heard, MSG_DONTWAIT, null));
        assertEquals(ESRCH, heard.getInt(RTM_ERRNO), "failures are told to all, too");
        assertEquals(100, heard.getInt(RTM_SEQ));
        assertEquals(0, heard.getInt(RTM_FLAGS));

        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_USELOOPBACK, 0));
        assertEquals(RTM_SIZE + 16, library.recvfrom(fd, heard, MSG_DONTWAIT, null));
        assertEquals(request.remaining(), library.sendto(fd, request, 0, null));
        assertEquals(-EAGAIN, library.recvfrom(fd, heard, MSG_DONTWAIT, null), "not one's own");
        assertEquals(reply.length, library.recvfrom(stranger, heard, MSG_DONTWAIT, null));
    }

    @Test
    void aRequestMayBeRefusedForgedOrLost() {
        int fd = route();
        byte[] reply = bytes(RTM_SIZE + 16, 0);
        standIn.answer(new byte[] {2, AF_INET}, reply);
        standIn.refuse(inet(192, 0, 2, 9), EPERM);
        ByteBuffer heard = buffer(256);

        assertEquals(-EPERM, library.write(fd, get(inet(192, 0, 2, 9), 1)));
        assertEquals(RTM_SIZE + 16, library.recvfrom(fd, heard, MSG_DONTWAIT, null));

        standIn.beforeReply(bytes(50, 3));
        standIn.beforeReply(bytes(51, 3));
        assertEquals(RTM_SIZE + 16, library.write(fd, get(inet(192, 0, 2, 10), 2)));
        assertEquals(50, library.recvfrom(fd, heard, MSG_DONTWAIT, null));
        assertEquals(51, library.recvfrom(fd, heard, MSG_DONTWAIT, null));
        assertEquals(RTM_SIZE + 16, library.recvfrom(fd, heard, MSG_DONTWAIT, null));
        assertEquals(2, heard.getInt(RTM_SEQ));

        standIn.loseReplies(1);
        assertEquals(RTM_SIZE + 16, library.write(fd, get(inet(192, 0, 2, 10), 3)));
        assertEquals(-EAGAIN, library.recvfrom(fd, heard, MSG_DONTWAIT, null));

        ByteBuffer forged = get(inet(192, 0, 2, 10), 4).put(RTM_TYPE, (byte) RTM_ADD);
        assertEquals(-EPERM, library.write(fd, forged));
        assertEquals(RTM_SIZE + 16, library.recvfrom(fd, heard, MSG_DONTWAIT, null));
        assertEquals(EPERM, heard.getInt(RTM_ERRNO));
        assertEquals(0, heard.getInt(RTM_PID), "refused before the kernel writes who asked");
        standIn.privileged();
        assertEquals(RTM_SIZE + 16, library.write(fd, forged));

        assertEquals(-EINVAL, library.write(fd, buffer(91)));
        assertEquals(
                -EPROTONOSUPPORT, library.write(fd, get(inet(192, 0, 2, 10), 5).put(2, (byte) 4)));
        assertEquals(-EINVAL, library.write(fd, get(link(3), 6)));
    }

    @Test
    void kernelEventsPassTheFilterThatTheVariadicCallSets() {
        int events = library.socket(PF_SYSTEM, SOCK_RAW, SYSPROTO_EVENT);
        assertEquals(1, standIn.event(event(1, 1, 2)));
        assertEquals(36, library.recvfrom(events, buffer(64), MSG_DONTWAIT, null));

        ByteBuffer padded = buffer(4 + KEV_REQUEST_SIZE);
        padded.position(4).limit(4 + KEV_REQUEST_SIZE);
        padded.putInt(4 + KEV_REQUEST_VENDOR_CODE, KEV_VENDOR_APPLE)
                .putInt(4 + KEV_REQUEST_KEV_CLASS, KEV_NETWORK_CLASS);
        assertEquals(0, library.ioctl(events, SIOCSKEVFILT, padded));
        assertEquals(1, standIn.event(event(1, 1, 2)));
        assertEquals(0, standIn.event(event(1, 2, 2)));
        assertEquals(0, standIn.event(event(1000, 1, 2)));
        assertEquals(0, standIn.message(bytes(20, 1)), "not of routes");
        assertEquals(36, library.recvfrom(events, buffer(64), MSG_DONTWAIT, null));

        assertEquals(-ENOTTY, library.ioctl(events, 0x8004667eL, padded));
        assertEquals(-EOPNOTSUPP, library.ioctl(route(), SIOCSKEVFILT, padded));
        assertEquals(-EBADF, library.ioctl(-1, SIOCSKEVFILT, padded));
        assertEquals(-EPROTONOSUPPORT, library.socket(PF_SYSTEM, SOCK_RAW, 2));
    }

    @Test
    void aDatagramSocketTellsWhichSourceTheKernelWouldTake() {
        int fd = library.socket(AF_INET, SOCK_DGRAM, 0);
        ByteBuffer name = buffer(64);
        assertEquals(16, library.getsockname(fd, name));
        assertEquals(AF_INET, name.get(1));
        assertEquals(
                -ENETUNREACH,
                library.connect(
                        fd,
                        ByteBuffer.allocateDirect(16).put(inet(192, 0, 2, 1)).flip()));
        standIn.source(new byte[] {2, AF_INET}, inet(10, 0, 0, 1));
        standIn.source(inet(192, 0, 2, 1), inet(10, 0, 0, 2));
        standIn.noSource(inet(192, 0, 2, 2), EPERM);
        ByteBuffer padded = buffer(20).put(4, inet(192, 0, 2, 1)).position(4);
        assertEquals(0, library.connect(fd, padded));
        assertEquals(16, library.getsockname(fd, name));
        assertEquals(2, name.get(7));
        assertEquals(0, library.connect(fd, padded.put(11, (byte) 9)));
        assertEquals(16, library.getsockname(fd, name));
        assertEquals(1, name.get(7));
        assertEquals(-EPERM, library.connect(fd, padded.put(11, (byte) 2)));
        assertEquals(-EAFNOSUPPORT, library.connect(library.socket(AF_INET6, SOCK_DGRAM, 0), padded));
        assertEquals(-EOPNOTSUPP, library.connect(route(), padded));
    }

    @Test
    void anInterfaceTellsOfItsCableAndOfItsAddresses() {
        int fd = library.socket(AF_INET6, SOCK_DGRAM, 0);
        ByteBuffer media = buffer(IFMEDIAREQ_SIZE).put(IFMEDIAREQ_NAME, "en0".getBytes(StandardCharsets.UTF_8));
        assertEquals(-ENXIO, library.ioctl(fd, SIOCGIFMEDIA, media));
        standIn.media("en0", IFM_AVALID | IFM_ACTIVE);
        standIn.media("utun0", -1);
        assertEquals(0, library.ioctl(fd, SIOCGIFMEDIA, media));
        assertEquals(IFM_AVALID | IFM_ACTIVE, media.getInt(IFMEDIAREQ_STATUS));
        standIn.media("en0", IFM_AVALID);
        assertEquals(0, library.ioctl(fd, SIOCGIFMEDIA, media));
        assertEquals(IFM_AVALID, media.getInt(IFMEDIAREQ_STATUS));
        media.put(IFMEDIAREQ_NAME, "utun0".getBytes(StandardCharsets.UTF_8));
        assertEquals(-EOPNOTSUPP, library.ioctl(fd, SIOCGIFMEDIA, media));

        byte[] linkLocal = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        standIn.addressFlags("en0", linkLocal, IN6_IFF_TENTATIVE);
        ByteBuffer address = buffer(IN6_IFREQ_SIZE).put(IN6_IFREQ_NAME, "en0".getBytes(StandardCharsets.UTF_8));
        linkLocal[3] = 4;
        address.put(IN6_IFREQ_ADDR + 8, linkLocal);
        assertEquals(0, library.ioctl(fd, SIOCGIFAFLAG_IN6, address));
        assertEquals(IN6_IFF_TENTATIVE, address.getInt(IN6_IFREQ_FLAGS6));
        address.put(IN6_IFREQ_ADDR + 8 + 15, (byte) 2);
        assertEquals(-EADDRNOTAVAIL, library.ioctl(fd, SIOCGIFAFLAG_IN6, address));
        assertEquals(-EOPNOTSUPP, library.ioctl(library.socket(AF_INET, SOCK_DGRAM, 0), SIOCGIFAFLAG_IN6, address));
        assertEquals(2, standIn.state().datagramSockets());
    }

    @Test
    void oneClockStandsStillDuringSleep() {
        long hour = Duration.ofHours(1).toNanos();
        long continuous = library.clock_gettime(CLOCK_MONOTONIC_RAW);
        long absolute = library.clock_gettime(CLOCK_UPTIME_RAW);
        long wall = library.clock_gettime(CLOCK_REALTIME);
        long monotonic = library.clock_gettime(CLOCK_MONOTONIC);
        standIn.sleep(Duration.ofHours(1));
        assertTrue(library.clock_gettime(CLOCK_MONOTONIC_RAW) - continuous >= hour);
        assertTrue(library.clock_gettime(CLOCK_REALTIME) - wall >= hour);
        assertTrue(library.clock_gettime(CLOCK_MONOTONIC) - monotonic >= hour);
        assertTrue(library.clock_gettime(CLOCK_UPTIME_RAW) - absolute < hour);
        standIn.pass(Duration.ofHours(1));
        assertTrue(library.clock_gettime(CLOCK_UPTIME_RAW) - absolute >= hour);
    }

    @Test
    void aFailingCallSaysWhy() {
        int fd = route();
        ByteBuffer memory = buffer(64);
        for (DarwinStandIn.Call call : DarwinStandIn.Call.values()) {
            standIn.failAfter(call, 1, EINTR, 1);
        }
        standIn.message(bytes(20, 1));
        standIn.message(bytes(20, 1));
        List<Callable<Number>> calls = List.of(
                () -> library.socket(PF_ROUTE, SOCK_RAW, 0),
                () -> library.setsockopt(fd, SOL_SOCKET, SO_USELOOPBACK, 1),
                () -> library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF),
                () -> library.getsockname(fd, memory),
                () -> library.recvfrom(fd, memory, MSG_DONTWAIT, null),
                () -> library.read(fd, memory),
                () -> library.clock_gettime(CLOCK_REALTIME),
                () -> library.poll(memory, 0, 0),
                () -> library.pipe(memory),
                () -> library.sysctl(mib(CTL_NET, PF_ROUTE, 0, 0, NET_RT_DUMP, 0), memory),
                () -> library.getifaddrs(new ArrayList<>()));
        for (Callable<Number> call : calls) {
            long first = value(call);
            assertTrue(first >= 0, () -> Errno.DARWIN.symbol((int) -first));
            assertEquals(-EINTR, value(call));
        }
        assertEquals(3, standIn.calls(DarwinStandIn.Call.SOCKET));
        assertEquals(-EINVAL, library.bind(fd, memory));
        assertEquals(-EINTR, library.bind(fd, memory));
        assertEquals(-EINVAL, library.write(fd, memory));
        assertEquals(-EINTR, library.write(fd, memory));
        assertEquals(-ENOTTY, library.isatty(fd));
        assertEquals(-EINTR, library.isatty(fd));
        assertEquals(-EOPNOTSUPP, library.ioctl(fd, SIOCSKEVFILT, memory));
        assertEquals(-EINTR, library.ioctl(fd, SIOCSKEVFILT, memory));
        assertEquals(0, library.close(fd));
        assertEquals(-EINTR, library.close(fd));
    }

    @Test
    void heapBuffersAreRefused() {
        int fd = route();
        ByteBuffer heap = ByteBuffer.allocate(64);
        assertThrows(IllegalArgumentException.class, () -> library.recvfrom(fd, heap, MSG_DONTWAIT, null));
        assertThrows(IllegalArgumentException.class, () -> library.poll(heap, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> library.pipe(heap));
        assertThrows(IllegalArgumentException.class, () -> library.sysctl(heap, null));
        assertThrows(IllegalArgumentException.class, () -> library.sysctl(mib(CTL_NET), heap));
        assertThrows(IllegalArgumentException.class, () -> library.if_indextoname(1, heap));
        assertThrows(IllegalArgumentException.class, () -> library.ioctl(fd, SIOCSKEVFILT, heap));
    }

    @Test
    void manyThreadsSeeTheirOwnErrno() throws Exception {
        int fd = route();
        List<Future<Boolean>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            boolean first = thread % 2 == 0;
            threads.add(other.submit(() -> {
                for (int i = 0; i < 5_000; i++) {
                    int answer = first
                            ? library.recvfrom(fd, buffer(16), MSG_DONTWAIT, null)
                            : library.if_indextoname(3, buffer(IF_NAMESIZE));
                    if (answer != (first ? -EAGAIN : -ENXIO)) {
                        return false;
                    }
                }
                return true;
            }));
        }
        for (Future<Boolean> thread : threads) {
            assertTrue(thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void aFunctionThatIsMissingSwitchesOffOnlyItself(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        DarwinLibrary poor =
                StandIn.darwin(provider, StandIn.compile(folder, """
                        int getpid(void) { return 42; }
                        int getifaddrs(void **list) { *list = 0; return 0; }
                        """)).darwin();
        ByteBuffer memory = buffer(64);
        int enosys = DarwinConstants.ENOSYS;
        assertEquals(42, poor.getpid());
        assertEquals(-enosys, poor.socket(PF_ROUTE, SOCK_RAW, 0));
        assertEquals(-enosys, poor.connect(3, memory));
        assertEquals(-enosys, poor.poll(memory, 1, 0));
        assertEquals(-enosys, poor.pipe(memory));
        assertEquals(-enosys, poor.sysctl(mib(CTL_NET), null));
        assertEquals(-enosys, poor.if_indextoname(1, memory));
        assertEquals(-enosys, poor.ioctl(3, SIOCSKEVFILT, memory));
        assertEquals(-enosys, poor.clock_gettime(CLOCK_UPTIME_RAW));
        assertEquals(-enosys, poor.close(-1));
        assertEquals(42, poor.getpid(), "the others go on");
    }

    private int route() {
        int fd = library.socket(PF_ROUTE, SOCK_RAW, 0);
        assertTrue(fd >= 0, () -> Errno.DARWIN.symbol(-fd));
        return fd;
    }

    private static ByteBuffer get(byte[] destination, int seq) {
        ByteBuffer request = buffer(RTM_SIZE + destination.length);
        return request.putShort(0, (short) request.capacity())
                .put(2, (byte) 5)
                .put(RTM_TYPE, (byte) RTM_GET)
                .putInt(RTM_ADDRS, 1)
                .putInt(RTM_SEQ, seq)
                .put(RTM_SIZE, destination);
    }

    private static byte[] inet(int a, int b, int c, int d) {
        return new byte[] {16, AF_INET, 0, 0, (byte) a, (byte) b, (byte) c, (byte) d, 0, 0, 0, 0, 0, 0, 0, 0};
    }

    private static byte[] link(int index) {
        byte[] address = new byte[20];
        address[0] = 20;
        address[1] = AF_LINK;
        address[2] = (byte) index;
        return address;
    }

    private static byte[] event(int vendor, int type, int subclass) {
        return ByteBuffer.allocate(36)
                .order(ByteOrder.nativeOrder())
                .putInt(0, 36)
                .putInt(4, vendor)
                .putInt(8, type)
                .putInt(12, subclass)
                .array();
    }

    private static ByteBuffer mib(int... name) {
        ByteBuffer mib = buffer(name.length * Integer.BYTES);
        for (int part : name) {
            mib.putInt(part);
        }
        return mib.flip();
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static String string(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(buffer.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long value(Callable<Number> call) {
        try {
            return call.call().longValue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            assertTrue(System.nanoTime() - deadline < 0, "never came true");
            Thread.onSpinWait();
        }
    }
}
