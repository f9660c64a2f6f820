// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The memory one thread calls with: where the JVM saves errno, and room for a small structure.
 *
 * <p>Confined to its thread by the thread local; the collector frees it after the thread has ended.
 */
final class CallState {

    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long ERRNO = LAYOUT.byteOffset(PathElement.groupElement("errno"));

    // The largest structure a call passes by itself: struct itimerspec.
    private static final long SCRATCH_BYTES = 32;

    private static final ThreadLocal<CallState> CURRENT = ThreadLocal.withInitial(CallState::new);

    /** First argument of every call. */
    final MemorySegment captured;

    /** Free for use between preparing a call and reading its answer. */
    final MemorySegment scratch;

    private CallState() {
        Arena untilUnreachable = Arena.ofAuto();
        captured = untilUnreachable.allocate(LAYOUT);
        scratch = untilUnreachable.allocate(SCRATCH_BYTES, Long.BYTES);
    }

    static CallState current() {
        return CURRENT.get();
    }

    /** The errno of this thread's last call. */
    int errno() {
        return captured.get(JAVA_INT, ERRNO);
    }

    static void setErrno(MemorySegment captured, int errno) {
        captured.set(JAVA_INT, ERRNO, errno);
    }
}
