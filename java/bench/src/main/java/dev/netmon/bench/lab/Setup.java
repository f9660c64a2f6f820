// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is measured, from which files and how often; given as {@code key=value} on the command line. */
final class Setup {

    private final Map<String, String> given = new TreeMap<>();

    Setup(List<String> arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not key=value: " + argument);
            }
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    /** A number, or its default. */
    int number(String key, int otherwise) {
        String value = given.get(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** Text, or its default. */
    String text(String key, String otherwise) {
        return given.getOrDefault(key, otherwise);
    }

    /** The Java that runs the FFM binding: the one the lab itself runs on, where that is new enough. */
    String javaFfm() throws IOException {
        return java("java25", 22);
    }

    /** The Java that runs the JNA binding. */
    String javaJna() throws IOException {
        return java("java17", 17);
    }

    /** The runnable jar. */
    String jar() {
        return given.getOrDefault("jar", "java/cli/target/netmon.jar");
    }

    /** The command of the image. */
    String image() {
        return given.getOrDefault("image", "java/cli/target/netmon/bin/netmon");
    }

    boolean hasImage() {
        return Files.isExecutable(Path.of(image()));
    }

    /** The class path the lab runs on, for children that use the library. */
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    private String java(String key, int feature) throws IOException {
        String home = given.get(key);
        if (home == null) {
            home = find(feature);
        }
        if (home == null) {
            throw new IOException("no JDK for " + key + "; say " + key + "=FOLDER");
        }
        return home + "/bin/java";
    }

    private static @Nullable String find(int feature) throws IOException {
        if (feature > 17 && Runtime.version().feature() >= feature) {
            return System.getProperty("java.home");
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return null;
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> fits(home, feature))
                    .map(Path::toString)
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
    }

    private static boolean fits(Path home, int feature) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return false;
        }
        try {
            for (String line : Files.readAllLines(release)) {
                if (line.startsWith("JAVA_VERSION=\"")) {
                    int found = Runtime.Version.parse(line.substring(14, line.length() - 1))
                            .feature();
                    return feature == 17 ? found == 17 : found >= feature;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
        return false;
    }

    /** The machine in a few words. */
    static String machine() throws IOException {
        String model = "unknown processor";
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                model = line.substring(line.indexOf(':') + 1).strip();
                break;
            }
        }
        return String.format(
                Locale.ROOT,
                "%s, %d cores, Linux %s",
                model,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"));
    }
}
