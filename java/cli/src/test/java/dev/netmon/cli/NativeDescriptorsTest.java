// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.netmon.testkit.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeDescriptorsTest {

    private static final int STANDARD_ERROR = 2;

    private final NativeDescriptors descriptors = new NativeDescriptors();

    @Test
    void aWaitForAnOtherEndIsEndedByTheReleaseAndNoneBeginsAfterIt() throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread waiter = new Thread(() -> answer.complete(descriptors.awaitHangUp(STANDARD_ERROR)));
        waiter.setDaemon(true);
        waiter.start();
        Await.until("it waits in the kernel", () -> inTheKernel(waiter));
        assertFalse(answer.isDone());

        descriptors.release();

        assertEquals(false, answer.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertFalse(descriptors.awaitHangUp(STANDARD_ERROR));
    }

    private static boolean inTheKernel(Thread waiter) {
        StackTraceElement[] stack = waiter.getStackTrace();
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("ppoll")) {
                return true;
            }
        }
        return false;
    }
}
