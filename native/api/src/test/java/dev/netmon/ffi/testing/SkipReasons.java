// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Names each test that is skipped, and why, in one line of the build's output: what a machine cannot do is never left out
 * silently. The test framework finds it by the service loader.
 */
public final class SkipReasons implements TestExecutionListener {

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** For the service loader. */
    public SkipReasons() {}

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        say(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            say(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private void say(TestIdentifier test, String reason) {
        String plain = reason.strip().replaceAll("\\s+", " ").replaceFirst("^Assumption failed: ", "");
        String line = "Skipped " + name(test) + ": " + plain;
        if (said.add(line)) {
            System.out.println(line);
        }
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .map(source -> {
                    if (source instanceof MethodSource method) {
                        return simple(method.getClassName()) + "." + method.getMethodName();
                    }
                    return source instanceof ClassSource type ? simple(type.getClassName()) : test.getDisplayName();
                })
                .orElse(test.getDisplayName());
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
