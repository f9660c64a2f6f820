// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
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
import org.junit.jupiter.api.Assumptions;

/**
 * Compares our numbers with C headers: of this machine, of Apple, or of Windows.
 *
 * <p>Constants are found by reflection, so that none can be forgotten: every static final number of a class that is not
 * private counts, under its own name. A C program prints what the headers say. Layout classes name their numbers
 * {@code STRUCT_SIZE} and {@code STRUCT_FIELD}, or {@code SIZEOF_STRUCT} and {@code PREFIX_FIELD_AT}; {@link #struct} and
 * {@link #offsets} say which structure a prefix stands for.
 *
 * <p>Numbers the headers here do not know (they may be older than our constants) are reported, not judged.
 */
public final class HeaderAudit {

    /** What the true numbers are taken from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The values of C expressions.
         *
         * @param unknown gets the names that are not declared there
         */
        Map<String, Long> values(Set<String> expressions, Set<String> unknown) throws IOException, InterruptedException;
    }

    private static final String WINDOWS_COMPILER = "x86_64-w64-mingw32-gcc";

    private final Source source;
    private final Map<String, String> structs = new LinkedHashMap<>();
    private final Map<String, String> fieldPrefixes = new LinkedHashMap<>();
    private final Map<String, String> offsets = new LinkedHashMap<>();
    private final Set<String> camelCase = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, Long> ours = new LinkedHashMap<>();

    /** What an audit found: how many numbers agree, which differ and how, which the headers do not know. */
    public record Findings(int agreed, List<String> different, Set<String> unknown) {}

    private HeaderAudit(Source source) {
        this.source = source;
    }

    /** An audit against headers, included in this order, each as {@code <sys/socket.h>}. */
    public static HeaderAudit against(String... headers) {
        return new HeaderAudit(CompiledHeaders.here(List.of(headers)));
    }

    /**
     * An audit against Apple's headers: those of this machine if it is a Mac, else the copy that a cross compiler carries;
     * {@link AppleHeaders#assumePresent} first.
     */
    public static HeaderAudit apple() {
        return new HeaderAudit(AppleHeaders.headers());
    }

    /**
     * An audit against the values that Apple's headers gave when they were last asked, {@code apple-numbers.txt} beside
     * this class; on every system.
     */
    public static HeaderAudit recordedOfApple() {
        return new HeaderAudit(AppleHeaders.recorded());
    }

    /**
     * An audit against the Windows headers that a cross compiler carries; {@link #assumeWindowsHeaders} first.
     *
     * @param headers included in this order
     */
    public static HeaderAudit windows(String... headers) {
        // As of Windows 10.
        List<String> compiler = List.of(WINDOWS_COMPILER, "-D_WIN32_WINNT=0x0A00");
        return new HeaderAudit(new CompiledHeaders(compiler, Map.of(), List.of(headers)));
    }

    /** An audit against what else knows the values of C expressions. */
    public static HeaderAudit of(Source source) {
        return new HeaderAudit(source);
    }

    /** Skips the calling test, and says so, where there is no cross compiler for Windows. */
    public static void assumeWindowsHeaders() {
        Assumptions.assumeTrue(
                program(WINDOWS_COMPILER).isPresent(),
                "no " + WINDOWS_COMPILER + " (package: gcc-mingw-w64-x86-64): the Windows headers are not compared");
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

    /** As {@link #struct} for fields that C writes {@code OperStatus} and we write {@code OPER_STATUS}. */
    public HeaderAudit camelCaseStruct(String prefix, String struct) {
        camelCase.add(prefix);
        return struct(prefix, struct, "");
    }

    /** Names starting with {@code prefix} and an underscore are enumerators that C writes {@code IfOperStatusUp}. */
    public HeaderAudit camelCaseEnum(String prefix) {
        camelCase.add(prefix);
        return this;
    }

    /** These numbers of ours are not compared. */
    public HeaderAudit without(String... names) {
        left.addAll(List.of(names));
        return this;
    }

    /** As {@link #struct} for names that end in {@code _AT}: {@code RTM_TYPE_AT} is an offset, {@code RTM_ADD} is not. */
    public HeaderAudit offsets(String prefix, String struct, String fields) {
        offsets.put(prefix, "offsetof(" + struct + ", " + fields);
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
                    || field.isSynthetic()
                    || left.contains(field.getName())) {
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
        Set<String> unknown = new TreeSet<>();
        Map<String, Long> theirs = source.values(ours.keySet(), unknown);
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
    }

    private String expression(String name) {
        String other = renamed.get(name);
        if (other != null) {
            return other;
        }
        if (name.startsWith("SIZEOF_")) {
            return "sizeof(struct " + name.substring("SIZEOF_".length()).toLowerCase(Locale.ROOT) + ")";
        }
        if (name.endsWith("_AT")) {
            int field = name.indexOf('_') + 1;
            String offset = offsets.get(name.substring(0, field - 1));
            if (offset != null) {
                return offset
                        + name.substring(field, name.length() - "_AT".length()).toLowerCase(Locale.ROOT) + ")";
            }
        }
        // The longest prefix: MSGHDR_ is not MSGHDR_EXTRA_.
        String prefix = structs.keySet().stream()
                .filter(candidate -> name.startsWith(candidate + "_"))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse(null);
        if (prefix == null) {
            return camelCase.stream().anyMatch(candidate -> name.startsWith(candidate + "_")) ? camelCase(name) : name;
        }
        String field = name.substring(prefix.length() + 1);
        String struct = structs.get(prefix);
        if (field.equals("SIZE")) {
            return "sizeof(" + struct + ")";
        }
        String inC = camelCase.contains(prefix)
                ? camelCase(field)
                : fieldPrefixes.get(prefix) + field.toLowerCase(Locale.ROOT);
        return "offsetof(" + struct + ", " + inC + ")";
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_")) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.toString();
    }

    /** The C compiler of this machine, if it has one. */
    public static Optional<String> compiler() {
        return program("gcc").or(() -> program("cc"));
    }

    private static Optional<String> program(String name) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return Optional.of(candidate.toString());
            }
        }
        return Optional.empty();
    }
}
