// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.LinuxConstants.AF_INET;
import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxConstants.CLOCK_MONOTONIC;
import static dev.netmon.ffi.LinuxConstants.CLOCK_REALTIME;
import static dev.netmon.ffi.LinuxConstants.EAFNOSUPPORT;
import static dev.netmon.ffi.LinuxConstants.EAGAIN;
import static dev.netmon.ffi.LinuxConstants.EBADF;
import static dev.netmon.ffi.LinuxConstants.EFD_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.EFD_NONBLOCK;
import static dev.netmon.ffi.LinuxConstants.EFD_SEMAPHORE;
import static dev.netmon.ffi.LinuxConstants.EINVAL;
import static dev.netmon.ffi.LinuxConstants.ENOPROTOOPT;
import static dev.netmon.ffi.LinuxConstants.ENOTTY;
import static dev.netmon.ffi.LinuxConstants.MSG_DONTWAIT;
import static dev.netmon.ffi.LinuxConstants.MSG_TRUNC;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ADD_MEMBERSHIP;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ROUTE;
import static dev.netmon.ffi.LinuxConstants.POLLIN;
import static dev.netmon.ffi.LinuxConstants.POLLNVAL;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_LINK;
import static dev.netmon.ffi.LinuxConstants.SOCK_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.SOCK_DGRAM;
import static dev.netmon.ffi.LinuxConstants.SOCK_RAW;
import static dev.netmon.ffi.LinuxConstants.SOL_NETLINK;
import static dev.netmon.ffi.LinuxConstants.SOL_SOCKET;
import static dev.netmon.ffi.LinuxConstants.SO_DOMAIN;
import static dev.netmon.ffi.LinuxConstants.SO_RCVBUF;
import static dev.netmon.ffi.LinuxConstants.TFD_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.TFD_NONBLOCK;
import static dev.netmon.ffi.LinuxConstants.TFD_TIMER_ABSTIME;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_SIZE;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_IN_ADDR;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_IN_FAMILY;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_IN_PORT;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_IN_SIZE;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.Errno;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.MessageBatch;
import dev.netmon.ffi.NativeException;
import dev.netmon.ffi.NetlinkAddress;
import dev.netmon.ffi.PollSet;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a binding of the Linux C library must do, against the kernel of this machine. No privilege is needed. */
@EnabledOnOs(OS.LINUX)
// On a thread of its own: a blocked call ignores interrupts, and must fail the build, not stop it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LinuxLibraryContract {

    private static final int NO_SUCH_FAMILY = 9999;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWLINK = 16;
    private static final int NLMSG_DONE = 3;
    private static final int ESOCKTNOSUPPORT = 94;

    private final List<Integer> open = new ArrayList<>();
    private final LinuxLibrary library;

    /** Tests {@code library}. */
    protected LinuxLibraryContract(LinuxLibrary library) {
        this.library = library;
    }

    @AfterEach
    void closeDescriptors() {
        open.forEach(library::close);
    }

    @Test
    void socketAnswersADescriptorOrWhyNot() {
        assertTrue(netlink() > 2);
        assertEquals(-EAFNOSUPPORT, library.socket(NO_SUCH_FAMILY, SOCK_DGRAM, 0));
        assertEquals(-ESOCKTNOSUPPORT, library.socket(AF_NETLINK, 1, 0));
    }

    @Test
    void bindGivesEachNetlinkSocketAPortOfItsOwn() throws Exception {
        int one = netlink();
        int other = netlink();
        bind(one);
        bind(other);
        assertNotEquals(0, port(one));
        assertNotEquals(0, port(other));
        assertNotEquals(port(one), port(other));
    }

    @Test
    void bindAndGetsocknameReportErrnos() {
        assertEquals(-EBADF, library.bind(-1, NetlinkAddress.of(0, 0)));
        assertEquals(-EINVAL, library.bind(netlink(), NetlinkAddress.of(0, 0).limit(4)));
        assertEquals(-EBADF, library.getsockname(-1, NetlinkAddress.of(0, 0)));
    }

    @Test
    void anIntOptionIsWrittenAndRead() {
        int fd = netlink();
        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 50_000));
        assertEquals(100_000, library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF), "the kernel doubles it");
        assertEquals(AF_NETLINK, library.getsockopt(fd, SOL_SOCKET, SO_DOMAIN));
    }

    @Test
    void anOptionIsWrittenFromABufferThatIsNotAligned() {
        int fd = netlink();
        ByteBuffer value = buffer(9).position(5);
        value.putInt(5, 60_000);
        assertEquals(0, library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value));
        assertEquals(120_000, library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
        assertEquals(5, value.position());
        assertEquals(9, value.limit());
    }

    @Test
    void optionsReportErrnos() {
        int fd = netlink();
        assertEquals(0, library.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, RTNLGRP_LINK));
        assertEquals(-EINVAL, library.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 0));
        assertEquals(-ENOPROTOOPT, library.setsockopt(fd, SOL_NETLINK, 9999, 1));
        assertEquals(-ENOPROTOOPT, library.getsockopt(fd, SOL_NETLINK, 9999));
        assertEquals(-EBADF, library.getsockopt(-1, SOL_SOCKET, SO_RCVBUF));
        assertEquals(-EBADF, library.setsockopt(-1, SOL_SOCKET, SO_RCVBUF, 1));
        assertEquals(-EBADF, library.setsockopt(-1, SOL_SOCKET, SO_RCVBUF, buffer(4)));
    }

    @Test
    void aDatagramTravelsWithItsSender() throws Exception {
        int from = udp();
        int to = udp();
        assertEquals(5, library.sendto(from, text("hello"), 0, name(to)));
        ByteBuffer data = buffer(64);
        ByteBuffer sender = buffer(SOCKADDR_IN_SIZE);
        assertEquals(5, library.recvfrom(to, data, 0, sender));
        assertEquals("hello", string(data, 0, 5));
        assertEquals(name(from), sender);
        assertEquals(0, data.position());
        assertEquals(64, data.limit());
    }

    @Test
    void onlyTheBytesFromPositionToLimitAreUsed() throws Exception {
        int to = udp();
        ByteBuffer out = text("..hello..").position(2).limit(7);
        ByteBuffer shifted = buffer(SOCKADDR_IN_SIZE + 3).position(3).slice();
        shifted.put(0, name(to), 0, SOCKADDR_IN_SIZE);
        assertEquals(5, library.sendto(udp(), out, 0, shifted));

        ByteBuffer in = text("---------").position(3).limit(6);
        assertEquals(5, library.recvfrom(to, in, MSG_TRUNC, null), "its own length, though three bytes fit");
        assertEquals("---hel---", string(in.clear(), 0, 9));
    }

    @Test
    void aSenderMayBeLeftOut() throws Exception {
        int to = udp();
        library.sendto(udp(), text("x"), 0, name(to));
        assertEquals(1, library.recvfrom(to, buffer(8), 0, null));
        assertEquals(-EAGAIN, library.recvfrom(to, buffer(8), MSG_DONTWAIT, null));
        assertEquals(-EBADF, library.recvfrom(-1, buffer(8), 0, null));
        assertEquals(-EBADF, library.sendto(-1, buffer(8), 0, null));
    }

    @Test
    void anEventCounts() {
        int fd = keep(library.eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC));
        ByteBuffer value = buffer(8);
        value.putLong(0, 4);
        assertEquals(8, library.write(fd, value));
        assertEquals(8, library.read(fd, value));
        assertEquals(7, value.getLong(0));
        assertEquals(-EAGAIN, library.read(fd, value));
        assertEquals(-EINVAL, library.read(fd, buffer(4)));
        assertEquals(-EINVAL, library.eventfd(0, 0x7fff_0000));
    }

    @Test
    void aSemaphoreCountsDown() {
        int fd = keep(library.eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE | EFD_CLOEXEC));
        ByteBuffer value = buffer(8);
        for (int i = 0; i < 2; i++) {
            assertEquals(8, library.read(fd, value));
            assertEquals(1, value.getLong(0));
        }
        assertEquals(-EAGAIN, library.read(fd, value));
    }

    @Test
    void readAndWriteReportErrnos() {
        assertEquals(-EBADF, library.read(-1, buffer(8)));
        assertEquals(-EBADF, library.write(-1, buffer(8)));
    }

    @Test
    void aClosedDescriptorIsNoDescriptor() {
        int fd = library.eventfd(0, EFD_CLOEXEC);
        assertEquals(0, library.close(fd));
        assertEquals(-EBADF, library.close(-1));
    }

    @Test
    void onlyATerminalIsATerminal() {
        assertEquals(-EBADF, library.isatty(-1));
        // An answer of its own for a descriptor that is none; Linux before 2.6.33 said EINVAL.
        assertEquals(-ENOTTY, library.isatty(netlink()));
    }

    @Test
    void theMonotonicClockIsThatOfNanoTime() {
        for (int i = 0; i < 1000; i++) {
            long before = System.nanoTime();
            long clock = library.clock_gettime(CLOCK_MONOTONIC);
            long after = System.nanoTime();
            assertTrue(clock - before >= 0 && after - clock >= 0, before + " <= " + clock + " <= " + after);
        }
        assertTrue(library.clock_gettime(CLOCK_REALTIME) / 1_000_000_000L > 1_700_000_000L);
        assertEquals(-EINVAL, library.clock_gettime(9999));
    }

    @Test
    void addressIsThatOfThePosition() {
        ByteBuffer buffer = buffer(64);
        long start = library.address(buffer);
        assertNotEquals(0, start);
        assertEquals(start + 5, library.address(buffer.duplicate().position(5)));
        assertEquals(start + 5, library.address(buffer.slice(5, 10)));
        assertEquals(start + 7, library.address(buffer.slice(5, 10).position(2)));
        assertEquals(start, library.address(buffer.asReadOnlyBuffer()));
    }

    @Test
    void aNetlinkDumpComesInABatch() throws Exception {
        int fd = netlink();
        bind(fd);
        MessageBatch batch = new MessageBatch(library, 16, 32 * 1024);
        // Twice: the second receive works on used slots.
        for (int seq = 1; seq <= 2; seq++) {
            request(fd, seq);
            int links = 0;
            int done = 0;
            while (done == 0) {
                int count = batch.receive(fd, MSG_DONTWAIT | MSG_TRUNC);
                assertTrue(count > 0, () -> Errno.LINUX.describe("recvmmsg", -count));
                assertEquals(count, batch.received());
                for (int i = 0; i < count; i++) {
                    assertEquals(0, batch.senderPort(i), "the kernel");
                    assertEquals(0, batch.senderGroups(i), "an answer");
                    assertFalse(batch.truncated(i));
                    ByteBuffer message = batch.message(i);
                    int at = 0;
                    while (at < message.limit()) {
                        assertEquals(seq, message.getInt(at + 8));
                        links += message.getShort(at + 4) == RTM_NEWLINK ? 1 : 0;
                        done += message.getShort(at + 4) == NLMSG_DONE ? 1 : 0;
                        at += (message.getInt(at) + 3) & ~3;
                    }
                    assertEquals(message.limit(), at, "whole messages");
                }
            }
            assertTrue(links >= 1, "every namespace has a loopback");
        }
        assertEquals(-EAGAIN, batch.receive(fd, MSG_DONTWAIT));
        assertEquals(0, batch.received());
        assertEquals(-EBADF, batch.receive(-1, 0));
    }

    @Test
    void aBatchSaysWhatWasCutOff() throws Exception {
        int from = udp();
        int to = udp();
        library.sendto(from, text("12345678"), 0, name(to));
        library.sendto(from, text("123456789"), 0, name(to));
        library.sendto(from, text("1"), 0, name(to));
        library.sendto(from, text(""), 0, name(to));
        MessageBatch batch = new MessageBatch(library, 3, 8);
        assertEquals(3, batch.receive(to, MSG_TRUNC));
        assertEquals("12345678", string(batch.message(0), 0, batch.message(0).limit()));
        assertFalse(batch.truncated(0));
        assertEquals("12345678", string(batch.message(1), 0, batch.message(1).limit()));
        assertTrue(batch.truncated(1));
        assertEquals(1, batch.message(2).limit());
        assertFalse(batch.truncated(2));
        assertEquals(MessageBatch.NO_SENDER, batch.senderPort(0), "an IPv4 sender has no netlink port");
        PollSet set = new PollSet(library, 1);
        set.watch(0, to, POLLIN);
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(1, batch.receive(to, MSG_DONTWAIT));
        assertEquals(0, batch.message(0).limit());
        assertThrows(IndexOutOfBoundsException.class, () -> batch.message(1));
    }

    @Test
    void theSenderOfANetlinkMessageIsItsPort() throws Exception {
        int from = keep(library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 2)); // NETLINK_USERSOCK: anybody may send
        int to = keep(library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 2));
        bind(from);
        bind(to);
        NativeException.check("sendto", library.sendto(from, buffer(16), 0, NetlinkAddress.of(port(to), 0)));
        MessageBatch batch = new MessageBatch(library, 2, 64);
        assertEquals(1, batch.receive(to, MSG_DONTWAIT));
        assertEquals(port(from), batch.senderPort(0));
        assertEquals(16, batch.message(0).remaining());
    }

    @Test
    void pollLooksAndReturns() {
        int event = keep(library.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        PollSet set = new PollSet(library, 3);
        set.watch(1, event, POLLIN);
        assertEquals(0, set.await(0));
        assertEquals(0, set.await(-1), "a deadline that has passed");
        assertEquals(0, set.await(Long.MIN_VALUE));
        assertEquals(0, set.ready(1));
        signal(event);
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(POLLIN, set.ready(1));
        assertEquals(0, set.ready(0));
        assertEquals(1, set.await(LinuxLibrary.FOREVER - 1), "more seconds than anybody waits");
    }

    @Test
    void pollWaitsAsLongAsAsked() {
        PollSet set = new PollSet(library, 1);
        set.watch(0, keep(library.eventfd(0, EFD_CLOEXEC)), POLLIN);
        long start = System.nanoTime();
        assertEquals(0, set.await(20_000_000));
        assertTrue(System.nanoTime() - start >= 20_000_000);
    }

    @Test
    void pollNamesAClosedDescriptor() {
        int fd = keep(library.eventfd(0, EFD_CLOEXEC));
        PollSet set = new PollSet(library, 1);
        set.watch(0, Integer.MAX_VALUE, POLLIN);
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertEquals(POLLNVAL, set.ready(0));
        set.watch(0, fd, POLLIN);
        assertEquals(0, set.ready(0), "what was found belonged to the old descriptor");
    }

    @Test
    void anotherThreadWakesPoll() throws Exception {
        int event = keep(library.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        PollSet set = new PollSet(library, 1);
        set.watch(0, event, POLLIN);
        for (int i = 0; i < 20; i++) {
            Thread waker = new Thread(() -> signal(event));
            waker.start();
            assertEquals(1, set.await(LinuxLibrary.FOREVER));
            assertEquals(POLLIN, set.ready(0));
            waker.join();
            assertEquals(8, library.read(event, buffer(8)));
        }
    }

    @Test
    void theKernelNeverWritesBehindAnArray() {
        ByteBuffer two = buffer(2 * POLLFD_SIZE);
        assertThrows(IndexOutOfBoundsException.class, () -> library.ppoll(two, 3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> library.ppoll(two, -1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> library.ppoll(two.position(1), 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> library.recvmmsg(-1, buffer(127), 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> library.recvmmsg(-1, buffer(127), Integer.MAX_VALUE, 0));
    }

    @Test
    void aTimerExpires() {
        int timer = keep(library.timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
        ByteBuffer count = buffer(8);
        PollSet set = new PollSet(library, 1);
        set.watch(0, timer, POLLIN);
        assertEquals(-EAGAIN, library.read(timer, count));
        long start = System.nanoTime();
        assertEquals(0, library.timerfd_settime(timer, 0, 5_000_000, 0));
        assertEquals(1, set.await(LinuxLibrary.FOREVER));
        assertTrue(System.nanoTime() - start >= 5_000_000);
        assertEquals(8, library.read(timer, count));
        assertEquals(1, count.getLong(0));

        assertEquals(0, library.timerfd_settime(timer, TFD_TIMER_ABSTIME, System.nanoTime() - 1, 0), "already past");
        assertEquals(1, set.await(LinuxLibrary.FOREVER));

        assertEquals(0, library.timerfd_settime(timer, 0, 1_000_000, 1_000_000));
        for (int i = 0; i < 3; i++) {
            assertEquals(1, set.await(LinuxLibrary.FOREVER));
            assertEquals(8, library.read(timer, count));
        }
        assertEquals(0, library.timerfd_settime(timer, 0, 0, 0));
        assertEquals(0, set.await(0), "disarmed");
    }

    @Test
    void timersReportErrnos() {
        assertEquals(-EINVAL, library.timerfd_create(9999, 0));
        assertEquals(-EBADF, library.timerfd_settime(-1, 0, 0, 0));
        int timer = keep(library.timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
        assertEquals(-EINVAL, library.timerfd_settime(timer, 0, -1, 0));
        assertEquals(-EINVAL, library.timerfd_settime(timer, 1 << 20, 1, 0));
        assertEquals(-EINVAL, library.timerfd_settime(netlink(), 0, 1, 0), "not a timer");
    }

    @Test
    void aHeapBufferIsRefused() {
        ByteBuffer heap = ByteBuffer.allocate(64);
        assertThrows(IllegalArgumentException.class, () -> library.bind(-1, heap));
        assertThrows(IllegalArgumentException.class, () -> library.setsockopt(-1, 0, 0, heap));
        assertThrows(IllegalArgumentException.class, () -> library.getsockname(-1, heap));
        assertThrows(IllegalArgumentException.class, () -> library.sendto(-1, heap, 0, null));
        assertThrows(IllegalArgumentException.class, () -> library.sendto(-1, buffer(1), 0, heap));
        assertThrows(IllegalArgumentException.class, () -> library.recvfrom(-1, heap, 0, null));
        assertThrows(IllegalArgumentException.class, () -> library.recvfrom(-1, buffer(1), 0, heap));
        assertThrows(IllegalArgumentException.class, () -> library.read(-1, heap));
        assertThrows(IllegalArgumentException.class, () -> library.write(-1, heap));
        assertThrows(IllegalArgumentException.class, () -> library.recvmmsg(-1, heap, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> library.ppoll(heap, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> library.address(heap));
    }

    @Test
    void eachThreadSeesItsOwnErrno() throws Exception {
        int event = keep(library.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        List<IntSupplier> failing = List.of(
                () -> library.close(-1) + EBADF,
                () -> library.socket(NO_SUCH_FAMILY, 0, 0) + EAFNOSUPPORT,
                () -> library.isatty(event) + ENOTTY,
                () -> (int) library.clock_gettime(9999) + EINVAL);
        ExecutorService threads = Executors.newFixedThreadPool(failing.size());
        try {
            CountDownLatch together = new CountDownLatch(failing.size());
            List<Future<Integer>> wrong = new ArrayList<>();
            for (IntSupplier call : failing) {
                Callable<Integer> loop = () -> {
                    together.countDown();
                    together.await();
                    int errors = 0;
                    for (int i = 0; i < 20_000; i++) {
                        errors += call.getAsInt() == 0 ? 0 : 1;
                    }
                    return errors;
                };
                wrong.add(threads.submit(loop));
            }
            for (Future<Integer> errors : wrong) {
                assertEquals(0, errors.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingLeaks() throws Exception {
        int to = udp();
        ByteBuffer address = name(to);
        ByteBuffer data = buffer(16);
        PollSet set = new PollSet(library, 1);
        long before = descriptors();
        for (int i = 0; i < 10_000; i++) {
            int fd = NativeException.check("eventfd", library.eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC));
            set.watch(0, fd, POLLIN);
            assertEquals(1, set.await(LinuxLibrary.FOREVER));
            assertEquals(8, library.read(fd, data.clear().limit(8)));
            assertEquals(4, library.sendto(to, data.limit(4), 0, address));
            assertEquals(4, library.recvfrom(to, data.limit(16), 0, null));
            assertEquals(0, library.close(fd));
        }
        // Other parts of the JVM open files too, so equality would be luck.
        assertTrue(descriptors() - before < 100, before + " descriptors became " + descriptors());
    }

    private static long descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    private int keep(int fd) {
        assertTrue(fd >= 0, () -> Errno.LINUX.symbol(-fd));
        open.add(fd);
        return fd;
    }

    private int netlink() {
        return keep(library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    }

    /** A UDP socket on the loopback address; a namespace whose loopback is down still lets it bind, not send. */
    private int udp() throws NativeException {
        int fd = keep(library.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        ByteBuffer loopback = buffer(SOCKADDR_IN_SIZE);
        loopback.putShort(SOCKADDR_IN_FAMILY, (short) AF_INET)
                .put(SOCKADDR_IN_ADDR, new byte[] {127, 0, 0, 1})
                .putShort(SOCKADDR_IN_PORT, (short) 0);
        NativeException.check("bind", library.bind(fd, loopback));
        return fd;
    }

    private ByteBuffer name(int fd) throws NativeException {
        ByteBuffer address = buffer(SOCKADDR_IN_SIZE);
        assertEquals(SOCKADDR_IN_SIZE, NativeException.check("getsockname", library.getsockname(fd, address)));
        return address;
    }

    private void bind(int fd) throws NativeException {
        NativeException.check("bind", library.bind(fd, NetlinkAddress.of(0, 0)));
    }

    private int port(int fd) throws NativeException {
        ByteBuffer address = NetlinkAddress.of(0, 0);
        assertEquals(SOCKADDR_NL_SIZE, NativeException.check("getsockname", library.getsockname(fd, address)));
        return NetlinkAddress.port(address);
    }

    private void signal(int event) {
        ByteBuffer one = buffer(8);
        one.putLong(0, 1);
        assertEquals(8, library.write(event, one));
    }

    /** Asks for all links. */
    private void request(int fd, int seq) throws NativeException {
        ByteBuffer message = buffer(32);
        message.putInt(0, 32)
                .putShort(4, (short) RTM_GETLINK)
                .putShort(6, (short) 0x301)
                .putInt(8, seq);
        NativeException.check("sendto", library.sendto(fd, message, 0, NetlinkAddress.of(0, 0)));
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return buffer(bytes.length).put(0, bytes);
    }

    private static String string(ByteBuffer buffer, int from, int length) {
        byte[] bytes = new byte[length];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
