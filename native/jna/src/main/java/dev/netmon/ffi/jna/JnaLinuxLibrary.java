// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_INTERVAL;
import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_VALUE;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_SIZE;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_SIZE;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_NSEC;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_SEC;

import com.sun.jna.Pointer;
import dev.netmon.ffi.LinuxLibrary;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The C library of Linux through JNA; {@code nfds_t} is a Java long there. */
final class JnaLinuxLibrary extends JnaPosixLibrary implements LinuxLibrary {

    private static final class Recvmmsg {
        static final boolean PRESENT = Linking.register(Recvmmsg.class, "recvmmsg");

        // int recvmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags,
        //     struct timespec *timeout)
        static native int recvmmsg(int fd, ByteBuffer msgvec, int vlen, int flags, @Nullable Pointer timeout);
    }

    private static final class Ppoll {
        static final boolean PRESENT = Linking.register(Ppoll.class, "ppoll");

        // int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask)
        static native int ppoll(ByteBuffer fds, long nfds, @Nullable ByteBuffer timeout, @Nullable Pointer sigmask);
    }

    private static final class Eventfd {
        static final boolean PRESENT = Linking.register(Eventfd.class, "eventfd");

        // int eventfd(unsigned int initval, int flags)
        static native int eventfd(int initval, int flags);
    }

    private static final class TimerfdCreate {
        static final boolean PRESENT = Linking.register(TimerfdCreate.class, "timerfd_create");

        // int timerfd_create(int clockid, int flags)
        static native int timerfd_create(int clockid, int flags);
    }

    private static final class TimerfdSettime {
        static final boolean PRESENT = Linking.register(TimerfdSettime.class, "timerfd_settime");

        // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
        //     struct itimerspec *old_value)
        static native int timerfd_settime(int fd, int flags, ByteBuffer newValue, @Nullable Pointer oldValue);
    }

    @Override
    public int recvmmsg(int fd, ByteBuffer messages, int count, int flags) {
        return Recvmmsg.PRESENT
                ? Linking.result(
                        Recvmmsg.recvmmsg(fd, Linking.array(messages, count, MMSGHDR_SIZE), count, flags, null))
                : Linking.absent();
    }

    @Override
    public int ppoll(ByteBuffer pollfds, int count, long timeoutNanos) {
        if (!Ppoll.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer timeout = null;
        if (timeoutNanos != FOREVER) {
            timeout = Linking.scratch();
            timespec(timeout, 0, Math.max(timeoutNanos, 0));
        }
        return Linking.result(Ppoll.ppoll(Linking.array(pollfds, count, POLLFD_SIZE), count, timeout, null));
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        return Eventfd.PRESENT ? Linking.result(Eventfd.eventfd(initialValue, flags)) : Linking.absent();
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        return TimerfdCreate.PRESENT ? Linking.result(TimerfdCreate.timerfd_create(clock, flags)) : Linking.absent();
    }

    @Override
    public int timerfd_settime(int fd, int flags, long valueNanos, long intervalNanos) {
        if (!TimerfdSettime.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer times = Linking.scratch();
        timespec(times, ITIMERSPEC_INTERVAL, intervalNanos);
        timespec(times, ITIMERSPEC_VALUE, valueNanos);
        return Linking.result(TimerfdSettime.timerfd_settime(fd, flags, times, null));
    }

    private static void timespec(ByteBuffer memory, int at, long nanos) {
        memory.putLong(at + TIMESPEC_SEC, nanos / NANOS_PER_SECOND);
        memory.putLong(at + TIMESPEC_NSEC, nanos % NANOS_PER_SECOND);
    }
}
