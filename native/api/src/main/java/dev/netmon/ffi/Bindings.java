// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the binding and hands out the library.
 *
 * <p>FFM is tried only on Java 22 and later, decided by the version before the class is touched: its class files cannot
 * be loaded on 17. A library that is handed out has already made one call and reported its errno correctly. Every thread
 * may call.
 */
public final class Bindings {

    private static final int FFM_SINCE = 22;

    // For tests alone: there is no newer JVM for Windows than 21 to test on, and classes labelled for 21 run there.
    private static final String TEST_FFM_SINCE = "netmon.test.ffm-since";

    private static final int NO_FAMILY = 0x7fff;

    // By name: the jars are optional and one of them is too new for the older JVMs.
    private static final String FFM_PROVIDER = "dev.netmon.ffi.ffm.FfmProvider";
    private static final String JNA_PROVIDER = "dev.netmon.ffi.jna.JnaProvider";

    // The first thing a binding threw. It is final: a class that failed to initialise never comes back, and from the
    // second
    // attempt on the JVM no longer says why.
    private static final Map<Binding, String> FAILED = new ConcurrentHashMap<>();

    private Bindings() {}

    /**
     * The Linux C library through the binding asked for.
     *
     * @throws BindingUnavailableException with one line that says why, and which flag or jar would help
     */
    public static Bound<LinuxLibrary> linux(BindingChoice choice) throws BindingUnavailableException {
        return choose(Platform.LINUX, choice, BindingProvider::linux, Bindings::check);
    }

    /**
     * The macOS C library through the binding asked for.
     *
     * @throws BindingUnavailableException as {@link #linux} does
     */
    public static Bound<DarwinLibrary> darwin(BindingChoice choice) throws BindingUnavailableException {
        return choose(Platform.MACOS, choice, BindingProvider::darwin, Bindings::check);
    }

    /**
     * The namespace calls of Linux through the binding asked for.
     *
     * @throws BindingUnavailableException as {@link #linux} does
     */
    public static NamespaceCalls namespaces(BindingChoice choice) throws BindingUnavailableException {
        return choose(Platform.LINUX, choice, BindingProvider::namespaces, Bindings::check)
                .library();
    }

    /**
     * The Windows libraries through the binding asked for.
     *
     * @throws BindingUnavailableException as {@link #linux} does
     */
    public static Bound<WindowsLibrary> windows(BindingChoice choice) throws BindingUnavailableException {
        return choose(Platform.WINDOWS, choice, BindingProvider::windows, Bindings::check);
    }

    private static <T> Bound<T> choose(
            Platform platform,
            BindingChoice choice,
            Function<BindingProvider, T> calls,
            Function<T, @Nullable String> check)
            throws BindingUnavailableException {
        String unfit = platform.unfit(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        if (unfit != null) {
            throw new BindingUnavailableException(unfit);
        }
        List<String> reasons = new ArrayList<>();
        for (Binding binding : order(choice, Runtime.version().feature())) {
            String reason = binding == Binding.FFM ? tooOld(Runtime.version().feature()) : null;
            if (reason == null) {
                Attempt<T> attempt = attempt(binding, calls, check);
                if (attempt.calls() != null) {
                    return new Bound<>(attempt.calls(), binding, reasons.isEmpty() ? null : String.join("; ", reasons));
                }
                reason = attempt.reason();
            }
            reasons.add(binding + ": " + reason);
        }
        throw new BindingUnavailableException(String.join("; ", reasons));
    }

    static List<Binding> order(BindingChoice choice, int feature) {
        return switch (choice) {
            case FFM -> List.of(Binding.FFM);
            case JNA -> List.of(Binding.JNA);
            case AUTO -> feature >= ffmSince() ? List.of(Binding.FFM, Binding.JNA) : List.of(Binding.JNA);
        };
    }

    static @Nullable String tooOld(int feature) {
        return feature >= ffmSince()
                ? null
                : "needs Java " + FFM_SINCE + " or later and this is Java " + feature + "; use the JNA binding";
    }

    private static int ffmSince() {
        return Integer.getInteger(TEST_FFM_SINCE, FFM_SINCE);
    }

    private static String provider(Binding binding) {
        return switch (binding) {
            case FFM -> FFM_PROVIDER;
            case JNA -> JNA_PROVIDER;
        };
    }

    private record Attempt<T>(@Nullable T calls, String reason) {}

    // Throwable: a JVM that denies native access throws IllegalCallerException, a missing jar or a libc that cannot be
    // loaded throws some LinkageError, and none of them may end the caller.
    private static <T> Attempt<T> attempt(
            Binding binding, Function<BindingProvider, T> calls, Function<T, @Nullable String> check) {
        String failed = FAILED.get(binding);
        if (failed != null) {
            return new Attempt<>(null, failed);
        }
        Module module = Bindings.class.getModule();
        try {
            Class<?> type = Class.forName(provider(binding));
            module = type.getModule();
            BindingProvider provider =
                    (BindingProvider) type.getDeclaredConstructor().newInstance();
            T offered = calls.apply(provider);
            String wrong = check.apply(offered);
            return wrong == null ? new Attempt<>(offered, "") : new Attempt<>(null, wrong);
        } catch (Throwable failure) {
            String reason = Unavailable.reason(failure, module);
            FAILED.putIfAbsent(binding, reason);
            return new Attempt<>(null, reason);
        }
    }

    // One call that must fail in a known way proves the linking, the arguments and the errno.
    private static @Nullable String check(LinuxLibrary library) {
        return check(Errno.LINUX, "close(-1)", library.close(-1));
    }

    private static @Nullable String check(DarwinLibrary library) {
        return check(Errno.DARWIN, "close(-1)", library.close(-1));
    }

    private static @Nullable String check(NamespaceCalls calls) {
        return check(Errno.LINUX, "setns(-1, 0)", calls.setns(-1, 0));
    }

    // No family has this number, and Windows is documented to say so.
    private static @Nullable String check(WindowsLibrary library) {
        int error = library.GetUnicastIpAddressTable(NO_FAMILY).error();
        return error == WindowsConstants.ERROR_INVALID_PARAMETER
                ? null
                : "GetUnicastIpAddressTable(" + NO_FAMILY + ") answered " + Win32Error.symbol(error)
                        + " and not ERROR_INVALID_PARAMETER";
    }

    private static @Nullable String check(Errno table, String call, int answer) {
        String symbol = answer < 0 ? table.symbol(-answer) : String.valueOf(answer);
        return symbol.equals("EBADF") ? null : call + " answered " + symbol + " and not EBADF";
    }
}
