// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.testing.ChildJvm;
import dev.netmon.ffi.testing.WindowsLibraryContract;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Run twice: in this machine's calling convention and, by the build's second execution, in that of 64-bit Windows. */
@Tag("win64")
@EnabledOnOs(OS.LINUX)
class FfmWindowsLibraryTest extends WindowsLibraryContract {
    private static final String CONVENTION = "jdk.internal.foreign.CABI";

    FfmWindowsLibraryTest() {
        super(FfmProvider.class);
    }

    // Where the JVM puts what is not compiled Java; it is all of the code cache where that is not divided.
    @Override
    protected long codeInUse() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("non-nmethods")
                        || pool.getName().equals("CodeCache"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    @Override
    protected long codeOfOne() {
        return 500; // bytes
    }

    @Override
    protected Class<?>[] otherModules() {
        return new Class<?>[] {};
    }

    // The JVM takes another system's name, and Linux takes a backslash as a part of a file's name.
    @Test
    void theLibraryIsTakenFromTheSystemFolderByItsFullPath(@TempDir Path folder) throws Exception {
        Files.copy(library(), folder.resolve("Windows\\System32\\iphlpapi.dll"));
        List<String> flags = new ArrayList<>(List.of("-Dos.name=Windows 11", "--enable-native-access=ALL-UNNAMED"));
        String convention = System.getProperty(CONVENTION);
        if (convention != null) {
            flags.add("-D" + CONVENTION + "=" + convention);
        }
        ChildJvm child = new ChildJvm(flags.toArray(new String[0]))
                .with(FfmProvider.class)
                .environment("SystemRoot", folder.resolve("Windows").toString());

        assertEquals(List.of("AUTO FFM null"), child.ask(BindingChoice.AUTO));
        Files.delete(folder.resolve("Windows\\System32\\iphlpapi.dll"));
        List<String> answer = child.ask(BindingChoice.FFM);
        assertTrue(answer.get(0).contains("Windows\\System32\\iphlpapi.dll"), answer.toString());
        assertEquals(1, answer.size(), answer.toString());
    }
}
