// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import static dev.netmon.ffi.BindingChoice.AUTO;
import static dev.netmon.ffi.BindingChoice.FFM;
import static dev.netmon.ffi.BindingChoice.JNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.Native;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.testing.ChildJvm;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** Which binding is chosen where only this one is on the class path. */
@EnabledOnOs(OS.LINUX)
class JnaChoiceTest {

    private static final String NO_FFM = "FFM: the jar netmon-ffi-ffm is missing from the class path or module path";
    private static final String DENIED =
            "JNA: this JVM denies native access; start java with --enable-native-access=ALL-UNNAMED";

    @Test
    void jnaIsThereWhenAskedFor() throws Exception {
        Bound<LinuxLibrary> linux = Bindings.linux(JNA);
        assertEquals(Binding.JNA, linux.binding());
        assertNull(linux.notChosen());
        assertInstanceOf(JnaLinuxLibrary.class, linux.library());
        assertInstanceOf(JnaNamespaceCalls.class, Bindings.namespaces(JNA));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21)
    void anOldJvmUsesJna() throws Exception {
        assertEquals(new Choice(Binding.JNA, null), Choice.of(Bindings.linux(AUTO)));
        assertEquals(
                "FFM: needs Java 22 or later and this is Java "
                        + Runtime.version().feature() + "; use the JNA binding",
                assertThrows(BindingUnavailableException.class, () -> Bindings.linux(FFM))
                        .getMessage());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void aNewJvmUsesJnaWhereFfmCannotRunAndSaysWhy() throws Exception {
        assertEquals(new Choice(Binding.JNA, NO_FFM), Choice.of(Bindings.linux(AUTO)));
        assertEquals(
                NO_FFM,
                assertThrows(BindingUnavailableException.class, () -> Bindings.linux(FFM))
                        .getMessage());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void withTheFlagTheJvmIsSilent() throws Exception {
        assertEquals(
                List.of("AUTO JNA " + NO_FFM, "JNA JNA null"),
                child("--enable-native-access=ALL-UNNAMED").ask(AUTO, JNA));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21)
    void anOldJvmIsSilentWithoutAnyFlag() throws Exception {
        assertEquals(List.of("AUTO JNA null", "JNA JNA null"), child().ask(AUTO, JNA));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24) // the flag that denies came then
    void deniedAccessIsOneLineThatNamesTheFlag() throws Exception {
        assertEquals(
                List.of("JNA - " + DENIED, "AUTO - " + NO_FFM + "; " + DENIED, "JNA - " + DENIED),
                child("--illegal-native-access=deny").ask(JNA, AUTO, JNA));
    }

    @Test
    void withoutTheJarOfJnaTheReasonSaysSo() throws Exception {
        assertEquals(
                List.of("JNA - JNA: the jar of JNA is missing from the class path or module path"),
                new ChildJvm().with(JnaProvider.class).ask(JNA));
    }

    private static ChildJvm child(String... flags) {
        return new ChildJvm(flags).with(JnaProvider.class).with(Native.class);
    }

    private record Choice(Binding binding, @Nullable String notChosen) {
        static Choice of(Bound<LinuxLibrary> linux) {
            return new Choice(linux.binding(), linux.notChosen());
        }
    }
}
