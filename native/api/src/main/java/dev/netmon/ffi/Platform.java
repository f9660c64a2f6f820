// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The systems there are calls for, and the CPUs for which their constants and layouts hold. */
enum Platform {
    // The generic numbers; mips, sparc and alpha have their own.
    LINUX("Linux", "amd64", "x86_64", "aarch64", "riscv64", "loongarch64", "ppc64le", "s390x"),
    MACOS("Mac OS X", "amd64", "x86_64", "aarch64"),
    WINDOWS("Windows", "amd64", "x86_64", "aarch64");

    private final String prefix;
    private final Set<String> cpus;

    Platform(String prefix, String... cpus) {
        this.prefix = prefix;
        this.cpus = Set.of(cpus);
    }

    /**
     * Why these calls cannot be made there, in one line; null where they can.
     *
     * @param system as the property {@code os.name} says it
     * @param cpu as the property {@code os.arch} says it
     */
    @Nullable
    String unfit(String system, String cpu) {
        if (!system.startsWith(prefix)) {
            return "the " + this + " calls need " + this + " and this is " + system;
        }
        return cpus.contains(cpu.toLowerCase(Locale.ROOT))
                ? null
                : "the " + this + " calls are laid out for "
                        + String.join(", ", cpus.stream().sorted().toList()) + " and this JVM runs on " + cpu;
    }

    @Override
    public String toString() {
        return switch (this) {
            case LINUX -> "Linux";
            case MACOS -> "macOS";
            case WINDOWS -> "Windows";
        };
    }
}
