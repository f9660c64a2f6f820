// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.testing.WindowsLibraryContract;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs in the Windows JVM: what a binding must do over the stand-in library, for the binding that is named. */
final class Contract {

    private Contract() {}

    /** {@code ffm} or {@code jna}. Prints a summary, and ends with 0 where nothing failed. */
    public static void main(String[] args) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(args[0].equals("ffm") ? Ffm.class : Jna.class))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true));
        System.out.println("succeeded " + summary.getTestsSucceededCount() + " of " + summary.getTestsFoundCount());
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }

    @EnabledOnOs(OS.WINDOWS)
    static class Ffm extends WindowsLibraryContract {
        Ffm() throws ClassNotFoundException {
            super(provider("dev.netmon.ffi.ffm.FfmProvider"));
        }

        // Where the JVM puts what is not compiled Java; it is all of the code cache where that is not divided.
        @Override
        protected long codeInUse() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().contains("non-nmethods")
                            || pool.getName().equals("CodeCache"))
                    .mapToLong(pool -> pool.getUsage().getUsed())
                    .sum();
        }

        @Override
        protected long codeOfOne() {
            return 500; // bytes
        }

        @Override
        protected Class<?>[] otherModules() {
            return new Class<?>[] {};
        }
    }

    @EnabledOnOs(OS.WINDOWS)
    static class Jna extends WindowsLibraryContract {
        Jna() throws ClassNotFoundException {
            super(provider("dev.netmon.ffi.jna.JnaProvider"));
        }

        // JNA's own list of the code it has made.
        @Override
        protected long codeInUse() {
            try {
                Field field = Class.forName("com.sun.jna.CallbackReference").getDeclaredField("allocatedMemory");
                field.setAccessible(true);
                return ((Map<?, ?>) field.get(null)).size();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected long codeOfOne() {
            return 1;
        }

        @Override
        protected Class<?>[] otherModules() {
            return new Class<?>[] {};
        }
    }

    private static Class<? extends BindingProvider> provider(String name) throws ClassNotFoundException {
        return Class.forName(name).asSubclass(BindingProvider.class);
    }
}
