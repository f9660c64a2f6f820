// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.LinuxConstants;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A binding that found another library where it looked for the C library.
 *
 * <p>A function is linked once per class, so the binding's classes are loaded a second time, in a loader of their own.
 */
public final class StandIn {

    /** Names the compiler with its options, apart by spaces, where the JVM is of another CPU than the machine. */
    public static final String COMPILER = "netmon.standin.cc";

    private StandIn() {}

    /** Compiles a shared library that depends on nothing; {@link HeaderAudit#assumeCompiler} first. */
    public static Path compile(Path folder, String source) throws IOException, InterruptedException {
        return compile(folder, source, List.of("-nostdlib"));
    }

    /** Compiles a shared library with more arguments for the compiler. */
    static Path compile(Path folder, String source, List<String> arguments) throws IOException, InterruptedException {
        Path c = Files.writeString(folder.resolve("standin.c"), source);
        Path object = folder.resolve("standin.o");
        Path library = folder.resolve("standin.so");
        // In two steps: a cross compiler that is not to link with a C library does not find its headers either.
        List<String> compile = new ArrayList<>(List.of("-c", "-fPIC", "-o", object.toString(), c.toString()));
        compile.addAll(arguments);
        compile.remove("-nostdlib");
        run(folder, compile);
        List<String> link = new ArrayList<>(List.of("-shared", "-o", library.toString(), object.toString()));
        link.addAll(arguments);
        run(folder, link);
        return library;
    }

    private static void run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        String named = System.getProperty(COMPILER);
        List<String> command = new ArrayList<>(
                named == null ? List.of(HeaderAudit.compiler().orElseThrow()) : List.of(named.split(" ", -1)));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(Files.readString(folder.resolve("output")));
        }
    }

    /**
     * The binding of a provider's package, loaded afresh and pointed at {@code library}.
     *
     * @param provider the provider class; a class {@code LibraryPath} stands beside it
     */
    public static BindingProvider provider(Class<? extends BindingProvider> provider, Path library)
            throws ReflectiveOperationException {
        return provider(provider, Map.of("libc", library.toString(), "enosys", LinuxConstants.ENOSYS));
    }

    /** As {@link #provider}, and the library is one of macOS: a function it lacks answers with that system's number. */
    public static BindingProvider darwin(Class<? extends BindingProvider> provider, Path library)
            throws ReflectiveOperationException {
        return provider(provider, Map.of("libc", library.toString(), "enosys", DarwinConstants.ENOSYS));
    }

    /** The binding with these values in the fields of its {@code LibraryPath}. */
    static BindingProvider provider(Class<? extends BindingProvider> provider, Map<String, ?> paths)
            throws ReflectiveOperationException {
        URL jar = provider.getProtectionDomain().getCodeSource().getLocation();
        String folder = provider.getPackageName() + ".";
        @SuppressWarnings("resource") // its classes are in use as long as the library is
        ClassLoader afresh = new URLClassLoader(new URL[] {jar}, provider.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith(folder)) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
        };
        Class<?> holder = afresh.loadClass(folder + "LibraryPath");
        for (Map.Entry<String, ?> path : paths.entrySet()) {
            set(holder, path.getKey(), path.getValue());
        }
        return (BindingProvider)
                afresh.loadClass(provider.getName()).getDeclaredConstructor().newInstance();
    }

    private static void set(Class<?> type, String field, Object value) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(field);
        found.setAccessible(true);
        found.set(null, value);
    }
}
