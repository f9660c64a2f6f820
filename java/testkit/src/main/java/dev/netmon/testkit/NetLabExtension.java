// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Gives each test that has a {@link NetLab} parameter a laboratory of its own, closed after it.
 *
 * <p>Where the JVM may make namespaces, the tests simply run. Where it may not, but {@code unshare -Urnm} works, the
 * whole class is run in a child JVM started under it, and each test here reports what became of it there. Where neither
 * works the class is skipped, with the reason. For test methods, parameterized and repeated ones included; lifecycle
 * methods run in the child alone. Test factories are not supported.
 */
public final class NetLabExtension implements ExecutionCondition, ParameterResolver, InvocationInterceptor {
    private static final Namespace STORE = Namespace.create(NetLabExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return LabSupport.missing()
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("namespaces: " + LabSupport.mode()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NetLab.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (inChild()) {
            // The test's body does not run here.
            return null;
        }
        String label = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
        NetLab lab = NetLab.open(label);
        // The store closes it when the test is over.
        context.getStore(STORE).put(NetLab.class, lab);
        return lab;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOrReport(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOrReport(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOnly(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOnly(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOnly(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runHereOnly(invocation);
    }

    private static boolean inChild() {
        return LabSupport.mode() == LabSupport.Mode.CHILD;
    }

    private static void runHereOnly(Invocation<Void> invocation) throws Throwable {
        if (inChild()) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    private static void runHereOrReport(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        if (!inChild()) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        Class<?> testClass = context.getRequiredTestClass();
        ChildRun run = context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(testClass, key -> ChildRun.of(testClass), ChildRun.class);
        Optional<Throwable> failure = run.outcome(context.getUniqueId());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
