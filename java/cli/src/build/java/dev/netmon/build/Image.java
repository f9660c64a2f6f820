// SPDX-License-Identifier: Apache-2.0
package dev.netmon.build;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The self-contained image: a run-time image of the modules the command needs, the launcher, completion, manual, and a
 * start-up archive made by running the command once: an AOT cache on JDK 25 and later, class-data sharing before.
 * Without a usable {@code jlink} there is no image, and one line says so.
 */
final class Image {
    /**
     * What nothing {@code requires}: the binding and the log, and the backends, which are looked for. Not the JNA binding:
     * its module would bring java.desktop, 40 MB, and the image always runs on a JDK that has the FFM API.
     */
    private static final List<String> EXTRA_MODULES = List.of("dev.netmon.ffi.ffm", "org.slf4j.simple");

    private static final String BACKEND = "dev.netmon.spi.LinkSourceProvider";

    /**
     * What the launcher starts the JVM with and the archive is made with; an archive fits only the same modules. A
     * client compiler starts fastest; no line of the JVM's own goes to the output.
     */
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "--enable-native-access=dev.netmon.ffi.ffm");

    private static final int FEATURE = Runtime.version().feature();
    private static final boolean AOT_CACHE = FEATURE >= 25;
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path image;
    private final String mainClass;
    private final List<Path> modules;
    private final Path launcher;
    private final Path completion;
    private final Path manual;

    Image(Path image, String mainClass, List<Path> modules, Path launcher, Path completion, Path manual) {
        this.image = image;
        this.mainClass = mainClass;
        this.modules = modules;
        this.launcher = launcher;
        this.completion = completion;
        this.manual = manual;
    }

    void make() throws IOException, InterruptedException, ReflectiveOperationException {
        delete(image);
        if (!link(AOT_CACHE ? lifted(modules) : modules)) {
            return;
        }
        String script = Files.readString(WINDOWS ? launcher.resolveSibling("netmon.cmd") : launcher)
                .replace("@ARCHIVE@", AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=")
                .replace("@OPTIONS@", String.join(" ", OPTIONS) + " -m " + main());
        if (WINDOWS) {
            Files.writeString(image.resolve("bin/netmon.cmd"), script);
        } else {
            Path bin = Files.writeString(image.resolve("bin/netmon"), script);
            Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        copy(completion, image.resolve("share/bash-completion/completions/netmon"));
        try (Stream<Path> pages = Files.list(manual)) {
            for (Path page : pages.toList()) {
                copy(page, image.resolve("share/man/man1").resolve(page.getFileName()));
            }
        }
        archive();
    }

    /** As the launcher names it: {@code module/class}. */
    private String main() {
        return module() + "/" + mainClass;
    }

    private String module() {
        return mainClass.substring(0, mainClass.lastIndexOf('.'));
    }

    private boolean link(List<Path> path) {
        Optional<ToolProvider> jlink = ToolProvider.findFirst("jlink");
        if (jlink.isEmpty()) {
            System.err.println("No image: the JDK in " + System.getProperty("java.home") + " has no jlink.");
            return false;
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        List<String> args = new ArrayList<>(List.of(
                "--module-path=" + path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "--add-modules=" + String.join(",", roots(path)),
                "--no-header-files",
                "--no-man-pages",
                "--output=" + image));
        if (!AOT_CACHE) {
            args.add("--generate-cds-archive");
        }
        if (jlink.get().run(out, out, args.toArray(String[]::new)) != 0) {
            System.err.println("No image: jlink of " + System.getProperty("java.home") + " says: "
                    + said.toString().strip().replaceAll("\\R", " "));
            return false;
        }
        return true;
    }

    /** The command, what nothing requires, and every module that brings a backend. */
    private List<String> roots(List<Path> path) {
        List<String> roots = new ArrayList<>(List.of(module()));
        roots.addAll(EXTRA_MODULES);
        ModuleFinder.of(path.toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(one -> one.provides().stream()
                        .anyMatch(service -> service.service().equals(BACKEND)))
                .map(ModuleDescriptor::name)
                .sorted()
                .forEach(roots::add);
        return roots;
    }

    private List<Path> lifted(List<Path> modules) throws IOException, ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        BinaryOperator<Path> lift = (BinaryOperator<Path>)
                Class.forName("dev.netmon.build.LiftedClasses").getConstructor().newInstance();
        Path folder = Files.createDirectories(image.resolveSibling("lifted"));
        List<Path> result = new ArrayList<>();
        for (Path module : modules) {
            String name = module.getFileName().toString();
            boolean old = name.matches("picocli-[0-9.]+\\.jar");
            result.add(old ? lift.apply(module, folder.resolve(name)) : module);
        }
        return result;
    }

    /** Runs the command as a user would, and keeps what it loaded. A failure costs speed only, so it is told, not thrown. */
    private void archive() throws IOException, InterruptedException {
        Path archive = image.resolve("lib/netmon.jsa");
        List<String> command = new ArrayList<>();
        command.add(image.resolve(WINDOWS ? "bin/java.exe" : "bin/java").toString());
        command.add((AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
        // Only this collector writes the heap objects into the archive; the serial one of the launcher reads them.
        command.add("-XX:+UseG1GC");
        command.addAll(OPTIONS);
        command.addAll(List.of("-m", main(), "watch", "--timeout", "500ms"));
        ProcessBuilder training = new ProcessBuilder(command);
        Path log = image.resolveSibling("image-training.log");
        training.redirectErrorStream(true).redirectOutput(log.toFile());
        training.start().waitFor();
        if (!Files.exists(archive)) {
            System.err.println("The image has no start-up archive, see " + log);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    if (WINDOWS && !file.toFile().setWritable(true)) {
                        throw new IOException("cannot be made writable, to be deleted: " + file);
                    }
                    Files.delete(file);
                }
            }
        }
    }
}
