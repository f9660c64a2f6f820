// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Is told of changes, on threads of Windows.
 *
 * <p>It hands over and returns: it takes no lock that anyone holds who cancels, waits for nothing, calls nothing of
 * {@link WindowsLibrary} and writes no log. Whatever it throws is swallowed, because an exception that reached the
 * foreign thread would end the process.
 */
@FunctionalInterface
public interface MibChangeReceiver {

    /**
     * Something changed.
     *
     * @param kind which registration this is
     * @param type {@code MIB_ADD_INSTANCE} and the like; a number Windows may add to
     * @param key a copy of the row's first {@link MibKind#keyBytes()} bytes in native order, its own; null where Windows
     *     gives no row. The rest of a row is not filled in reliably: read the table.
     */
    void changed(MibKind kind, int type, @Nullable ByteBuffer key);
}
