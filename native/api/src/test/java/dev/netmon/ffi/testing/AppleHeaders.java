// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Apple's headers. On a Mac they are those of its compiler; elsewhere they are the copy of a {@link CrossCompiler}.
 *
 * <p>The copy is complete but for {@code <sys/kern_event.h>}, {@code <net/if_types.h>}, {@code <net/if_media.h>} and
 * {@code <netinet6/in6_var.h>}: numbers of these are compared on a Mac only.
 */
public final class AppleHeaders {

    private static final List<String> EVERYWHERE = List.of(
            "<sys/types.h>",
            "<sys/socket.h>",
            "<sys/sysctl.h>",
            "<sys/ioctl.h>",
            "<sys/event.h>",
            "<sys/uio.h>",
            "<fcntl.h>",
            "<net/if.h>",
            "<net/if_dl.h>",
            "<net/if_var.h>",
            "<net/route.h>",
            "<netinet/in.h>",
            "<ifaddrs.h>",
            "<poll.h>",
            "<errno.h>",
            "<time.h>");

    private static final List<String> ON_A_MAC =
            List.of("<sys/kern_event.h>", "<net/if_types.h>", "<net/if_media.h>", "<netinet6/in6_var.h>");

    private AppleHeaders() {}

    /** Skips the calling test, and says so, where there are no headers of Apple. */
    public static void assumePresent() {
        Assumptions.assumeTrue(
                onAMac() ? HeaderAudit.compiler().isPresent() : CrossCompiler.named(),
                "no headers of Apple: -D" + CrossCompiler.FOLDER + "=FOLDER names a copy");
    }

    /** Whether the headers are those of a Mac, with all their files. */
    public static boolean onAMac() {
        return System.getProperty("os.name").startsWith("Mac");
    }

    // Both CPUs must agree: our numbers do not know which one they run on.
    static HeaderAudit.Source headers() {
        if (onAMac()) {
            List<String> all = new ArrayList<>(EVERYWHERE);
            all.addAll(ON_A_MAC);
            return CompiledHeaders.here(all);
        }
        return (expressions, unknown) -> {
            Map<String, Long> arm = headers("aarch64-macos").values(expressions, unknown);
            Map<String, Long> intel = headers("x86_64-macos").values(expressions, unknown);
            if (!arm.equals(intel)) {
                throw new AssertionError("arm64 and x86_64 differ: " + arm + " and " + intel);
            }
            return arm;
        };
    }

    private static HeaderAudit.Source headers(String target) {
        CrossCompiler compiler = CrossCompiler.of(target);
        return new CompiledHeaders(compiler.command(), compiler.environment(), EVERYWHERE);
    }

    static HeaderAudit.Source recorded() {
        return (expressions, unknown) -> {
            Map<String, Long> numbers = numbers();
            for (String expression : expressions) {
                if (!numbers.containsKey(expression)) {
                    unknown.add(expression);
                }
            }
            return numbers;
        };
    }

    /** What is recorded: the value of each C expression. */
    public static Map<String, Long> numbers() throws IOException {
        try (InputStream in = AppleHeaders.class.getResourceAsStream("apple-numbers.txt")) {
            Map<String, Long> numbers = new LinkedHashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList()) {
                int space = line.lastIndexOf(' ');
                numbers.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
            return numbers;
        }
    }
}
