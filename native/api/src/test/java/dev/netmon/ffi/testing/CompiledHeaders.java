// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Headers, asked through a compiler: a program has one constant for each expression, and its values are read from the
 * assembly. Nothing is run, so that the compiler may be one for another system.
 */
final class CompiledHeaders implements HeaderAudit.Source {

    // gcc: error: 'X' undeclared; clang: error: use of undeclared identifier 'X'
    private static final Pattern UNDECLARED =
            Pattern.compile("error: (?:use of undeclared identifier '(\\w+)'|.(\\w+). undeclared)");

    private static final Pattern LABEL = Pattern.compile("_?value_(\\d+):.*");
    private static final Pattern NUMBER = Pattern.compile("\\s+\\.(?:quad|xword|dword)\\s+(-?\\d+).*");
    private static final Pattern ZERO = Pattern.compile("\\s+\\.(?:zero|space)\\s+8.*");

    private static final long COMPILER_SECONDS = 60;
    private static final int MOST_ROUNDS = 8;

    private final List<String> compiler;
    private final Map<String, String> environment;
    private final List<String> headers;

    /**
     * Headers that a compiler finds.
     *
     * @param compiler the command and the options that choose its system
     * @param headers in the order of inclusion, each as {@code <sys/socket.h>}
     */
    CompiledHeaders(List<String> compiler, Map<String, String> environment, List<String> headers) {
        this.compiler = compiler;
        this.environment = environment;
        this.headers = headers;
    }

    /** Headers of this machine. */
    static HeaderAudit.Source here(List<String> headers) {
        return (expressions, unknown) -> new CompiledHeaders(
                        List.of(HeaderAudit.compiler().orElseThrow()), Map.of(), headers)
                .values(expressions, unknown);
    }

    @Override
    public Map<String, Long> values(Set<String> expressions, Set<String> unknown)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("header-audit");
        try {
            return values(folder, List.copyOf(expressions), unknown);
        } finally {
            for (String name : List.of("audit.c", "audit.s", "output")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private Map<String, Long> values(Path folder, List<String> expressions, Set<String> unknown)
            throws IOException, InterruptedException {
        String output = "";
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Files.writeString(folder.resolve("audit.c"), program(expressions, unknown));
            Result compiled = compile(folder);
            if (compiled.status() == 0) {
                return read(Files.readAllLines(folder.resolve("audit.s")), expressions);
            }
            output = compiled.output();
            Set<String> undeclared = new HashSet<>();
            Matcher matcher = UNDECLARED.matcher(output);
            while (matcher.find()) {
                undeclared.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
            undeclared.retainAll(expressions);
            if (!unknown.addAll(undeclared)) {
                break;
            }
        }
        throw new AssertionError("the audit does not compile: " + output);
    }

    private String program(List<String> expressions, Set<String> without) {
        StringBuilder c = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n");
        headers.forEach(header -> c.append("#include ").append(header).append('\n'));
        for (int i = 0; i < expressions.size(); i++) {
            if (!without.contains(expressions.get(i))) {
                c.append("const long long value_")
                        .append(i)
                        .append(" = (long long) (")
                        .append(expressions.get(i))
                        .append(");\n");
            }
        }
        return c.toString();
    }

    private static Map<String, Long> read(List<String> assembly, List<String> expressions) {
        Map<String, Long> values = new LinkedHashMap<>();
        String expression = null;
        for (String line : assembly) {
            Matcher label = LABEL.matcher(line);
            Matcher number = NUMBER.matcher(line);
            if (label.matches()) {
                expression = expressions.get(Integer.parseInt(label.group(1)));
            } else if (expression != null && number.matches()) {
                values.put(expression, Long.parseLong(number.group(1)));
                expression = null;
            } else if (expression != null && ZERO.matcher(line).matches()) {
                values.put(expression, 0L);
                expression = null;
            }
        }
        return values;
    }

    private record Result(int status, String output) {}

    private Result compile(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("-S", "-O0", "-g0", "-w", "-o", "audit.s", "audit.c"));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(COMPILER_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command.get(0) + " does not end");
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
