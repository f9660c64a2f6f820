// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** The choice, without any binding on the class path. */
class BindingsTest {

    private static final String NO_FFM = "FFM: the jar netmon-ffi-ffm is missing from the class path or module path";
    private static final String NO_JNA = "JNA: the jar netmon-ffi-jna is missing from the class path or module path";

    @Test
    void ffmComesFirstWhereItCanRun() {
        assertEquals(List.of(Binding.FFM, Binding.JNA), Bindings.order(BindingChoice.AUTO, 25));
        assertEquals(List.of(Binding.FFM, Binding.JNA), Bindings.order(BindingChoice.AUTO, 22));
        assertEquals(List.of(Binding.JNA), Bindings.order(BindingChoice.AUTO, 21));
        for (int feature : new int[] {17, 21, 22, 25}) {
            assertEquals(List.of(Binding.FFM), Bindings.order(BindingChoice.FFM, feature));
            assertEquals(List.of(Binding.JNA), Bindings.order(BindingChoice.JNA, feature));
        }
    }

    @Test
    void anOldJvmIsToldWhatWouldHelp() {
        assertEquals("needs Java 22 or later and this is Java 21; use the JNA binding", Bindings.tooOld(21));
        assertNull(Bindings.tooOld(22));
    }

    @Test
    void onlyATestOnOlderJvmsSaysOtherwise() {
        System.setProperty("netmon.test.ffm-since", "21");
        try {
            assertNull(Bindings.tooOld(21));
            assertEquals(List.of(Binding.FFM, Binding.JNA), Bindings.order(BindingChoice.AUTO, 21));
        } finally {
            System.clearProperty("netmon.test.ffm-since");
        }
    }

    @Test
    void onlySystemsWhoseNumbersWeHaveAreServed() {
        assertNull(Platform.LINUX.unfit("Linux", "amd64"));
        assertNull(Platform.LINUX.unfit("Linux", "AArch64"));
        assertNull(Platform.MACOS.unfit("Mac OS X", "aarch64"));
        assertNull(Platform.MACOS.unfit("Mac OS X", "x86_64"));
        assertEquals("the Linux calls need Linux and this is Mac OS X", Platform.LINUX.unfit("Mac OS X", "aarch64"));
        assertEquals(
                "the Linux calls are laid out for aarch64, amd64, loongarch64, ppc64le, riscv64, s390x, x86_64"
                        + " and this JVM runs on i386",
                Platform.LINUX.unfit("Linux", "i386"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledForJreRange(min = JRE.JAVA_22)
    void missingJarsAreNamed() {
        assertEquals(NO_FFM + "; " + NO_JNA, refusal(BindingChoice.AUTO));
        assertEquals(NO_FFM, refusal(BindingChoice.FFM));
        assertEquals(NO_JNA, refusal(BindingChoice.JNA));
        assertEquals(NO_JNA, refusal(BindingChoice.JNA), "the same the second time");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledForJreRange(max = JRE.JAVA_21)
    void ffmIsNotEvenLookedForOnAnOldJvm() {
        int feature = Runtime.version().feature();
        assertEquals(NO_JNA, refusal(BindingChoice.AUTO));
        assertEquals("FFM: " + Bindings.tooOld(feature), refusal(BindingChoice.FFM));
    }

    @Test
    @DisabledOnOs(OS.MAC)
    void theLibraryOfMacOsIsRefusedElsewhere() {
        String refusal = assertThrows(BindingUnavailableException.class, () -> Bindings.darwin(BindingChoice.AUTO))
                .getMessage();
        assertEquals("the macOS calls need macOS and this is " + System.getProperty("os.name"), refusal);
    }

    @Test
    @DisabledOnOs(OS.LINUX)
    void otherSystemsAreRefused() {
        assertEquals(
                "the Linux calls need Linux and this is " + System.getProperty("os.name"), refusal(BindingChoice.AUTO));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void windowsIsRefusedElsewhere() {
        assertEquals(
                "the Windows calls need Windows and this is " + System.getProperty("os.name"),
                assertThrows(BindingUnavailableException.class, () -> Bindings.windows(BindingChoice.AUTO))
                        .getMessage());
    }

    private static String refusal(BindingChoice choice) {
        String linux = assertThrows(BindingUnavailableException.class, () -> Bindings.linux(choice))
                .getMessage();
        String namespaces = assertThrows(BindingUnavailableException.class, () -> Bindings.namespaces(choice))
                .getMessage();
        assertEquals(linux, namespaces);
        return linux;
    }
}
