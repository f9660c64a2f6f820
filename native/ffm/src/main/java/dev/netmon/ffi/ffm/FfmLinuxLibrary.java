// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_INTERVAL;
import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_VALUE;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_SIZE;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_SIZE;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_NSEC;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_SEC;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.LinuxLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** The C library of Linux through the foreign function API. */
final class FfmLinuxLibrary extends FfmPosixLibrary implements LinuxLibrary {

    private static final class Recvmmsg {
        // int recvmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags,
        //     struct timespec *timeout)
        static final MethodHandle CALL = Linking.function("recvmmsg");
    }

    private static final class Ppoll {
        // int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask)
        static final MethodHandle CALL = Linking.function("ppoll");
    }

    private static final class Eventfd {
        // int eventfd(unsigned int initval, int flags)
        static final MethodHandle CALL = Linking.function("eventfd");
    }

    private static final class TimerfdCreate {
        // int timerfd_create(int clockid, int flags)
        static final MethodHandle CALL = Linking.function("timerfd_create");
    }

    private static final class TimerfdSettime {
        // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
        //     struct itimerspec *old_value)
        static final MethodHandle CALL = Linking.function("timerfd_settime");
    }

    @Override
    public int recvmmsg(int fd, ByteBuffer messages, int count, int flags) {
        try {
            return Linking.call(Recvmmsg.CALL, fd, Linking.array(messages, count, MMSGHDR_SIZE), count, flags, NULL, 0);
        } finally {
            Reference.reachabilityFence(messages);
        }
    }

    @Override
    public int ppoll(ByteBuffer pollfds, int count, long timeoutNanos) {
        long timeout = NULL;
        if (timeoutNanos != FOREVER) {
            MemorySegment scratch = CallState.current().scratch;
            timespec(scratch, 0, Math.max(timeoutNanos, 0));
            timeout = scratch.address();
        }
        try {
            return Linking.call(Ppoll.CALL, Linking.array(pollfds, count, POLLFD_SIZE), count, timeout, NULL, 0, 0);
        } finally {
            Reference.reachabilityFence(pollfds);
        }
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        return Linking.call(Eventfd.CALL, initialValue, flags, 0, 0, 0, 0);
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        return Linking.call(TimerfdCreate.CALL, clock, flags, 0, 0, 0, 0);
    }

    @Override
    public int timerfd_settime(int fd, int flags, long valueNanos, long intervalNanos) {
        MemorySegment times = CallState.current().scratch;
        timespec(times, ITIMERSPEC_INTERVAL, intervalNanos);
        timespec(times, ITIMERSPEC_VALUE, valueNanos);
        return Linking.call(TimerfdSettime.CALL, fd, flags, times.address(), NULL, 0, 0);
    }

    private static void timespec(MemorySegment memory, long at, long nanos) {
        memory.set(JAVA_LONG, at + TIMESPEC_SEC, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, at + TIMESPEC_NSEC, nanos % NANOS_PER_SECOND);
    }
}
