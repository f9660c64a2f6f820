// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * What this machine lets the laboratory do, found out once per JVM by trying it.
 *
 * <p>All methods may be called from any thread.
 */
public final class LabSupport {
    /** The way namespaces can be had here. */
    enum Mode {
        /** This JVM may make and enter network namespaces itself. */
        DIRECT,
        /** A child JVM under {@code unshare -Urnm} may: a JVM has many threads, so it cannot join a user namespace itself. */
        CHILD,
        /** No way was found. */
        NONE
    }

    /** System property of the child JVM; it never starts a child of its own. */
    static final String CHILD_PROPERTY = "netmon.lab.child";

    private LabSupport() {}

    /** Why no namespace can be had here, by this JVM or a child of it; empty if one can. */
    public static Optional<String> missing() {
        return Found.MODE == Mode.NONE ? Optional.of(Found.REASON) : Optional.empty();
    }

    /** Everything of the given software that is missing here, each with what to install. */
    public static List<String> missing(Tool... tools) {
        return Arrays.stream(tools).map(Tool::missing).flatMap(Optional::stream).toList();
    }

    /** Ends the calling test as skipped, naming what is missing, unless all of the given software is here. */
    public static void assume(Tool... tools) {
        List<String> missing = missing(tools);
        Assumptions.assumeTrue(missing.isEmpty(), () -> "not tested here: " + String.join("; ", missing));
    }

    static Mode mode() {
        return Found.MODE;
    }

    private static final class Found {
        private static final Mode MODE;
        private static final String REASON;

        static {
            Mode mode = Mode.NONE;
            String reason = "";
            if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
                reason = "network namespaces exist on Linux only";
            } else if (Tool.find("ip").isEmpty()
                    || Tool.find("nsenter").isEmpty()
                    || Tool.find("unshare").isEmpty()) {
                reason = "needs ip (package: iproute2) and unshare, nsenter (package: util-linux)";
            } else if (Shell.works("unshare", "-nm", "true") && Files.isWritable(Path.of("/run"))) {
                mode = Mode.DIRECT;
            } else if (System.getProperty(CHILD_PROPERTY) == null && Shell.works("unshare", "-Urnm", "true")) {
                mode = Mode.CHILD;
            } else {
                reason = "no network namespaces: not root, and unshare -Urn is not permitted";
            }
            MODE = mode;
            REASON = reason;
        }
    }
}
