// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.callback;

import static dev.netmon.ffi.WindowsConstants.ERROR_ACCESS_DENIED;
import static dev.netmon.ffi.WindowsConstants.ERROR_GEN_FAILURE;
import static dev.netmon.ffi.WindowsConstants.ERROR_IO_PENDING;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a registration: what is called, in which order, on which thread, and what is kept for good. */
class CancelOnceTest {

    private static final long HANDLE = 0x1234;

    private final int keptBefore = CancelOnce.kept();

    /** Writes down what it is asked to do. */
    private static class Recorder implements CancelOnce.Entrance {
        final List<String> steps = Collections.synchronizedList(new ArrayList<>());
        final int answer;
        volatile Thread canceller;

        Recorder(int answer) {
            this.answer = answer;
        }

        @Override
        public void shut() {
            steps.add("shut");
        }

        @Override
        public int cancel(long handle) {
            canceller = Thread.currentThread();
            steps.add("cancel " + Long.toHexString(handle));
            return answer;
        }

        @Override
        public void free() {
            steps.add("free");
        }
    }

    private final Recorder willing = new Recorder(ERROR_SUCCESS);
    private final Recorder unwilling = new Recorder(ERROR_ACCESS_DENIED);

    @AfterEach
    void noThreadIsLeftInACallback() {
        assertFalse(ForeignThread.current().inCallback());
    }

    @Test
    void codeIsFreedAfterTheCancelThatSucceeded() {
        Registration registration = CancelOnce.of(ERROR_SUCCESS, HANDLE, willing);
        assertEquals(List.of(), willing.steps);
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(List.of("shut", "cancel 1234", "free"), willing.steps);
        assertSame(Thread.currentThread(), willing.canceller);
        assertEquals(keptBefore, CancelOnce.kept());
    }

    @Test
    void codeIsKeptForGoodWhereCancelFailed() {
        Registration registration = CancelOnce.of(ERROR_SUCCESS, HANDLE, unwilling);
        assertEquals(ERROR_ACCESS_DENIED, registration.cancel());
        assertEquals(ERROR_ACCESS_DENIED, registration.cancel());
        assertEquals(List.of("shut", "cancel 1234"), unwilling.steps);
        assertEquals(keptBefore + 1, CancelOnce.kept());
    }

    @Test
    void codeIsKeptForGoodWhereThereIsNoHandle() {
        Registration registration = CancelOnce.of(ERROR_SUCCESS, 0, willing);
        assertTrue(registration.nullHandle());
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(List.of("shut"), willing.steps);
        assertEquals(keptBefore + 1, CancelOnce.kept());
    }

    @Test
    void whatWasRefusedIsFreedAtOnceWhateverTheHandleSays() {
        Registration registration = CancelOnce.of(ERROR_ACCESS_DENIED, HANDLE, willing);
        assertEquals(ERROR_ACCESS_DENIED, registration.error());
        assertFalse(registration.nullHandle());
        assertEquals(List.of("shut", "free"), willing.steps);
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(List.of("shut", "free"), willing.steps);
        assertEquals(keptBefore, CancelOnce.kept());
    }

    @Test
    void aCancelThatThrowsLetsNobodyWaitForever() {
        Registration registration = CancelOnce.of(ERROR_SUCCESS, HANDLE, new Recorder(ERROR_SUCCESS) {
            @Override
            public int cancel(long handle) {
                throw new IllegalStateException("no such function");
            }
        });
        assertThrows(IllegalStateException.class, registration::cancel);
        assertEquals(ERROR_GEN_FAILURE, registration.cancel());
        assertEquals(keptBefore + 1, CancelOnce.kept());
    }

    @Test
    void inACallbackAnotherThreadCancels() {
        Registration registration = CancelOnce.of(ERROR_SUCCESS, HANDLE, willing);
        List<Integer> answers = new ArrayList<>();
        new MibCallback(MibKind.ROUTE, (kind, type, key) -> answers.add(registration.cancel()), (at, bytes) -> null)
                .called(0, 0, 0);
        assertEquals(List.of(ERROR_IO_PENDING), answers);
        assertEquals(ERROR_SUCCESS, registration.cancel(), "waits for it");
        assertEquals(List.of("shut", "cancel 1234", "free"), willing.steps);
        assertNotSame(Thread.currentThread(), willing.canceller);
        assertTrue(willing.canceller.isDaemon());
    }

    @Test
    void aReceiverThatThrewIsOutOfItsCallback() {
        new MibCallback(
                        MibKind.ROUTE,
                        (kind, type, key) -> {
                            throw new AssertionError("a receiver");
                        },
                        (at, bytes) -> null)
                .called(0, 0, 0);
        assertEquals(
                ERROR_SUCCESS, CancelOnce.of(ERROR_SUCCESS, HANDLE, willing).cancel());
        assertSame(Thread.currentThread(), willing.canceller);
    }

    @Test
    void inACallbackNobodyWaitsForAnothersCancel() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Registration registration = CancelOnce.of(ERROR_SUCCESS, HANDLE, new Recorder(ERROR_SUCCESS) {
            @Override
            public int cancel(long handle) {
                inside.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return ERROR_SUCCESS;
            }
        });
        Thread canceller = new Thread(registration::cancel);
        canceller.start();
        inside.await();
        List<Integer> answers = new ArrayList<>();
        MibCallback callback = new MibCallback(
                MibKind.ROUTE, (kind, type, key) -> answers.add(registration.cancel()), (at, bytes) -> null);
        callback.called(0, 0, 0);
        leave.countDown();
        canceller.join();
        callback.called(0, 0, 0);
        assertEquals(List.of(ERROR_IO_PENDING, ERROR_SUCCESS), answers);
    }

    @Test
    void aShutCallbackTellsNobodyAndReadsNoRow() {
        List<Integer> told = new ArrayList<>();
        MibCallback callback = new MibCallback(MibKind.ROUTE, (kind, type, key) -> told.add(type), (at, bytes) -> {
            told.add(-1);
            return new byte[bytes];
        });
        callback.called(0, 8, 1);
        callback.shut();
        callback.called(0, 8, 2);
        assertEquals(List.of(-1, 1), told);
    }
}
