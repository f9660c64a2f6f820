// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM in which the interfaces and a binding are modules: what reflection reaches on the class path it does not there. */
final class WindowsAsModules {

    private WindowsAsModules() {}

    /** What the child prints: an error code or a told type each, in the order of the calls in {@link #main}. */
    static List<String> run(Class<? extends BindingProvider> provider, Path library, Class<?>... others)
            throws IOException, InterruptedException {
        String module = provider.getPackageName();
        String modules = Stream.concat(Stream.of(Bindings.class, provider), Stream.of(others))
                .map(WindowsAsModules::place)
                .collect(Collectors.joining(File.pathSeparator));
        Path output = Files.createTempFile("as-modules", ".txt");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:TieredStopAtLevel=1");
            command.addAll(List.of("--module-path", modules, "--add-modules", module));
            command.addAll(List.of("--add-opens", module + "/" + module + "=ALL-UNNAMED"));
            if (Runtime.version().feature() >= 22) {
                command.add("--enable-native-access=" + module + (others.length == 0 ? "" : ",com.sun.jna"));
            }
            String convention = System.getProperty("jdk.internal.foreign.CABI");
            if (convention != null) {
                command.add("-Djdk.internal.foreign.CABI=" + convention);
            }
            command.addAll(List.of("--class-path", place(WindowsAsModules.class)));
            command.addAll(List.of(WindowsAsModules.class.getName(), provider.getName(), library.toString()));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().remove("JDK_JAVA_OPTIONS");
            Process child = builder.start();
            if (!child.waitFor(60, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                throw new AssertionError("the child does not end: " + Files.readString(output));
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The child's side: the provider's name, the stand-in. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Class<?> provider = Class.forName(args[0]);
        Class<?> paths = Class.forName(provider.getPackageName() + ".LibraryPath");
        for (String name : List.of("iphlpapi", "powrprof")) {
            Field path = paths.getDeclaredField(name);
            path.setAccessible(true);
            path.set(null, args[1]);
        }
        System.out.println(provider.getModule().isNamed() ? "module" : "class path");
        WindowsLibrary library =
                ((BindingProvider) provider.getDeclaredConstructor().newInstance()).windows();
        Registration route = library.NotifyRouteChange2(0, (kind, type, key) -> System.out.println("told " + type), 1);
        System.out.println(route.error() + " " + route.cancel());
        Registration power = library.PowerRegisterSuspendResumeNotification(type -> {});
        System.out.println(power.error() + " " + power.cancel());
        System.out.println(library.GetIfTable2().error());
    }
}
