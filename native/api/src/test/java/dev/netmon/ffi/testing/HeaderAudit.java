// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Compares our numbers with the C headers of this machine.
 *
 * <p>Constants are found by reflection, so that none can be forgotten: every static final number of a class that is not
 * private counts, under its own name. A C program prints what the headers say. Layout classes name their numbers
 * {@code STRUCT_SIZE} and {@code STRUCT_FIELD}; {@link #struct} says which structure a prefix stands for.
 *
 * <p>Numbers the headers here do not know (they may be older than our constants) are reported, not judged.
 */
public final class HeaderAudit {

    private static final Pattern UNDECLARED = Pattern.compile("error: .(\\w+). undeclared");
    private static final long COMPILER_SECONDS = 60;
    private static final int MOST_ROUNDS = 8;

    private final List<String> headers;
    private final Map<String, String> structs = new LinkedHashMap<>();
    private final Map<String, String> fieldPrefixes = new LinkedHashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, Long> ours = new LinkedHashMap<>();

    /** What an audit found: how many numbers agree, which differ and how, which the headers do not know. */
    public record Findings(int agreed, List<String> different, Set<String> unknown) {}

    private HeaderAudit(List<String> headers) {
        this.headers = headers;
    }

    /** An audit against headers, included in this order, each as {@code <sys/socket.h>}. */
    public static HeaderAudit against(String... headers) {
        return new HeaderAudit(List.of(headers));
    }

    /** Skips the calling test, and says so, where there is no C compiler or no Linux. */
    public static void assumeCompiler() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"), "not Linux: its headers are not here to be compared");
        Assumptions.assumeTrue(compiler().isPresent(), "no gcc or cc: the C headers are not compared");
    }

    /**
     * Names starting with {@code prefix} and an underscore are layout of {@code struct}, not constants.
     *
     * @param struct {@code struct sockaddr_nl}
     * @param fields what the C names of its fields start with, {@code nl_}; may be empty
     */
    public HeaderAudit struct(String prefix, String struct, String fields) {
        structs.put(prefix, struct);
        fieldPrefixes.put(prefix, fields);
        return this;
    }

    /** The constant {@code ours} is written {@code expression} in C. */
    public HeaderAudit renamed(String ours, String expression) {
        renamed.put(ours, expression);
        return this;
    }

    /** Adds every static final number of {@code type} that is not private; {@link #struct} and {@link #renamed} first. */
    public HeaderAudit constants(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (!Modifier.isStatic(modifiers)
                    || !Modifier.isFinal(modifiers)
                    || Modifier.isPrivate(modifiers)
                    || field.isSynthetic()) {
                continue;
            }
            Class<?> kind = field.getType();
            if (kind == int.class || kind == long.class || kind == short.class || kind == byte.class) {
                try {
                    field.setAccessible(true);
                    value(expression(field.getName()), ((Number) field.get(null)).longValue());
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return this;
    }

    /** Adds one number. */
    public HeaderAudit value(String expression, long value) {
        ours.put(expression, value);
        return this;
    }

    /** How many numbers there are to compare. */
    public int size() {
        return ours.size();
    }

    /** Compiles, runs and compares. */
    public Findings run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("header-audit");
        try {
            Set<String> unknown = new TreeSet<>();
            Map<String, Long> theirs = theirs(folder, unknown);
            List<String> different = new ArrayList<>();
            int agreed = 0;
            for (Map.Entry<String, Long> mine : ours.entrySet()) {
                Long real = theirs.get(mine.getKey());
                if (real == null) {
                    if (!unknown.contains(mine.getKey())) {
                        different.add(mine.getKey() + ": the program did not print it");
                    }
                } else if (real.longValue() == mine.getValue().longValue()) {
                    agreed++;
                } else {
                    different.add(mine.getKey() + ": ours " + mine.getValue() + ", the header's " + real);
                }
            }
            return new Findings(agreed, different, unknown);
        } finally {
            for (String name : List.of("audit.c", "audit", "output")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private Map<String, Long> theirs(Path folder, Set<String> unknown) throws IOException, InterruptedException {
        Path source = folder.resolve("audit.c");
        Path program = folder.resolve("audit");
        String output = "";
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Files.writeString(source, program(unknown));
            Result compiled = run(folder, compiler().orElseThrow(), "-w", "-o", program.toString(), source.toString());
            if (compiled.status() == 0) {
                Map<String, Long> theirs = new LinkedHashMap<>();
                for (String line :
                        run(folder, program.toString()).output().lines().toList()) {
                    int space = line.lastIndexOf(' ');
                    theirs.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
                }
                return theirs;
            }
            output = compiled.output();
            Set<String> undeclared = new HashSet<>();
            Matcher matcher = UNDECLARED.matcher(output);
            while (matcher.find()) {
                undeclared.add(matcher.group(1));
            }
            undeclared.retainAll(ours.keySet());
            if (!unknown.addAll(undeclared)) {
                break;
            }
        }
        throw new AssertionError("the audit does not compile: " + output);
    }

    private String program(Set<String> without) {
        StringBuilder c = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n");
        headers.forEach(header -> c.append("#include ").append(header).append('\n'));
        c.append("int main(void) {\n");
        for (String expression : ours.keySet()) {
            if (!without.contains(expression)) {
                c.append("  printf(\"%s %lld\\n\", \"")
                        .append(expression)
                        .append("\", (long long) (")
                        .append(expression)
                        .append("));\n");
            }
        }
        return c.append("  return 0;\n}\n").toString();
    }

    private String expression(String name) {
        String other = renamed.get(name);
        if (other != null) {
            return other;
        }
        // The longest prefix: MSGHDR_ is not MSGHDR_EXTRA_.
        String prefix = structs.keySet().stream()
                .filter(candidate -> name.startsWith(candidate + "_"))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse(null);
        if (prefix == null) {
            return name;
        }
        String field = name.substring(prefix.length() + 1).toLowerCase(Locale.ROOT);
        String struct = structs.get(prefix);
        return field.equals("size")
                ? "sizeof(" + struct + ")"
                : "offsetof(" + struct + ", " + fieldPrefixes.get(prefix) + field + ")";
    }

    private record Result(int status, String output) {}

    private static Result run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        if (!process.waitFor(COMPILER_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " does not end");
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** The C compiler of this machine, if it has one. */
    public static Optional<String> compiler() {
        String path = System.getenv("PATH");
        for (String name : List.of("gcc", "cc")) {
            for (String folder : (path == null ? "" : path).split(":", -1)) {
                Path candidate = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                    return Optional.of(candidate.toString());
                }
            }
        }
        return Optional.empty();
    }
}
