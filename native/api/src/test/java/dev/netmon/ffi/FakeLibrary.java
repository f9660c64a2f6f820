// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A C library for tests of what stands on it: every call is ENOSYS unless a test answers it. Runs on any system. */
class FakeLibrary implements LinuxLibrary {

    /** A made-up address, so that arithmetic on addresses shows. */
    static final long BASE = 0x7f00_0000_0000L;

    private long allocated = BASE;

    @Override
    public long address(ByteBuffer buffer) {
        long address = allocated + buffer.position();
        allocated += 0x100_0000L;
        return address;
    }

    @Override
    public int recvmmsg(int fd, ByteBuffer messages, int count, int flags) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int ppoll(ByteBuffer pollfds, int count, long timeoutNanos) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int timerfd_settime(int fd, int flags, long valueNanos, long intervalNanos) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int bind(int fd, ByteBuffer address) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int setsockopt(int fd, int level, int name, int value) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int setsockopt(int fd, int level, int name, ByteBuffer value) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public long getsockopt(int fd, int level, int name) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int getsockname(int fd, ByteBuffer address) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int sendto(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int recvfrom(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int read(int fd, ByteBuffer data) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int write(int fd, ByteBuffer data) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int close(int fd) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public int isatty(int fd) {
        return -LinuxConstants.ENOSYS;
    }

    @Override
    public long clock_gettime(int clock) {
        return -LinuxConstants.ENOSYS;
    }
}
