// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

class UnavailableTest {

    private static final Module CLASS_PATH = UnavailableTest.class.getModule();

    @Test
    void aDenialNamesTheFlag() {
        IllegalCallerException denial = new IllegalCallerException("Illegal native access from an unnamed module");
        String expected = "this JVM denies native access; start java with --enable-native-access=ALL-UNNAMED";
        assertEquals(expected, reason(denial));
        assertEquals(expected, reason(new ExceptionInInitializerError(denial)));
        assertEquals(
                expected, reason(new InvocationTargetException(new ExceptionInInitializerError(denial), "wrapped")));
    }

    @Test
    void aDenialNamesTheModule() {
        assertEquals(
                "this JVM denies native access; start java with --enable-native-access=java.base",
                Unavailable.reason(new IllegalCallerException(), Object.class.getModule()));
    }

    @Test
    void aMissingJarIsNamed() {
        assertEquals(
                "the jar netmon-ffi-ffm is missing from the class path or module path",
                reason(new ClassNotFoundException("dev.netmon.ffi.ffm.FfmProvider")));
        assertEquals(
                "the jar of JNA is missing from the class path or module path",
                reason(new NoClassDefFoundError("com/sun/jna/NativeLibrary")));
    }

    @Test
    void anythingElseIsOneLine() {
        assertEquals("UnsatisfiedLinkError: cannot map", reason(new UnsatisfiedLinkError("cannot map\nat all\n")));
        assertEquals("OutOfMemoryError", reason(new OutOfMemoryError()));
        assertEquals("IllegalStateException", reason(new IllegalStateException("  ")));
        assertEquals(
                "NoClassDefFoundError: some/Other",
                reason(new RuntimeException("wrapper", new NoClassDefFoundError("some/Other"))));
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception one = new IllegalStateException("one");
        Exception other = new IllegalStateException("other", one);
        one.initCause(other);
        assertEquals("IllegalStateException: one", reason(one));
    }

    private static String reason(Throwable failure) {
        return Unavailable.reason(failure, CLASS_PATH);
    }
}
