// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {

    @Test
    void namesNumbers() {
        assertEquals("EPERM", Errno.LINUX.symbol(1));
        assertEquals("ENOBUFS", Errno.LINUX.symbol(105));
        assertEquals("EHWPOISON", Errno.LINUX.symbol(133));
        assertEquals("bind: EACCES (13)", Errno.LINUX.describe("bind", 13));
    }

    @Test
    void everySystemHasItsOwnNumbers() {
        assertEquals("EAGAIN", Errno.DARWIN.symbol(35));
        assertEquals("EDEADLK", Errno.LINUX.symbol(35));
        assertEquals("EOPNOTSUPP", Errno.DARWIN.symbol(102));
        NativeException thrown = assertThrows(
                NativeException.class, () -> NativeException.check(Errno.DARWIN, "recvfrom", -DarwinConstants.EAGAIN));
        assertEquals("recvfrom: EAGAIN (35)", thrown.getMessage());
    }

    @Test
    void writesNumbersWithoutANameAsNumbers() {
        for (int errno : new int[] {Integer.MIN_VALUE, -1, 0, 41, 58, 134, Integer.MAX_VALUE}) {
            assertEquals("errno " + errno, Errno.LINUX.symbol(errno));
            assertEquals("read: errno " + errno, Errno.LINUX.describe("read", errno));
        }
    }

    @Test
    void agreesWithTheConstants() throws Exception {
        int compared = 0;
        for (Field field : LinuxConstants.class.getFields()) {
            if (field.getName().matches("E[A-Z]+")) {
                assertEquals(field.getName(), Errno.LINUX.symbol(field.getInt(null)));
                compared++;
            }
        }
        assertEquals(29, compared);
    }

    @Test
    void aNegativeResultBecomesAnExceptionThatNamesTheCall() throws Exception {
        assertEquals(7, NativeException.check("socket", 7));
        assertEquals(1L << 40, NativeException.check("clock_gettime", 1L << 40));
        NativeException thrown =
                assertThrows(NativeException.class, () -> NativeException.check("setsockopt SO_RCVBUFFORCE", -1));
        assertEquals("setsockopt SO_RCVBUFFORCE: EPERM (1)", thrown.getMessage());
        assertEquals("setsockopt SO_RCVBUFFORCE", thrown.call());
        assertEquals(1, thrown.errno());
        assertEquals("EPERM", thrown.symbol());
    }
}
