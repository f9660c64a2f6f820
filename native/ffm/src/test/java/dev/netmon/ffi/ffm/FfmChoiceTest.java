// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.BindingChoice.AUTO;
import static dev.netmon.ffi.BindingChoice.FFM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.netmon.ffi.Binding;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.testing.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** Which binding is chosen where only this one is on the class path. */
@EnabledOnOs(OS.LINUX)
class FfmChoiceTest {

    private static final String DENIED =
            "FFM: this JVM denies native access; start java with --enable-native-access=ALL-UNNAMED";

    @Test
    void ffmIsTheFirstChoice() throws Exception {
        Bound<LinuxLibrary> auto = Bindings.linux(AUTO);
        assertEquals(Binding.FFM, auto.binding());
        assertNull(auto.notChosen());
        assertInstanceOf(FfmLinuxLibrary.class, auto.library());
        assertInstanceOf(FfmLinuxLibrary.class, Bindings.linux(FFM).library());
        assertInstanceOf(FfmNamespaceCalls.class, Bindings.namespaces(FFM));
    }

    @Test
    void withTheFlagTheJvmIsSilent() throws Exception {
        assertEquals(
                List.of("AUTO FFM null", "FFM FFM null"),
                new ChildJvm("--enable-native-access=ALL-UNNAMED")
                        .with(FfmProvider.class)
                        .ask(AUTO, FFM));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24) // the flag that denies came then
    void deniedAccessIsOneLineThatNamesTheFlag() throws Exception {
        assertEquals(
                List.of(
                        "FFM - " + DENIED,
                        "AUTO - " + DENIED
                                + "; JNA: the jar netmon-ffi-jna is missing from the class path or module path",
                        "FFM - " + DENIED),
                new ChildJvm("--illegal-native-access=deny")
                        .with(FfmProvider.class)
                        .ask(FFM, AUTO, FFM));
    }
}
