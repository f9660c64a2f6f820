// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import com.sun.jna.CallbackReference;
import com.sun.jna.Native;
import dev.netmon.ffi.testing.WindowsLibraryContract;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class JnaWindowsLibraryTest extends WindowsLibraryContract {
    JnaWindowsLibraryTest() {
        super(JnaProvider.class);
    }

    // JNA's own list of the code it has made.
    @Override
    protected long codeInUse() {
        try {
            Field field = CallbackReference.class.getDeclaredField("allocatedMemory");
            field.setAccessible(true);
            return ((Map<?, ?>) field.get(null)).size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected long codeOfOne() {
        return 1;
    }

    @Override
    protected Class<?>[] otherModules() {
        return new Class<?>[] {Native.class};
    }
}
