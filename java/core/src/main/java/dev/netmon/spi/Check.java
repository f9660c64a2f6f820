// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at to tell whether a backend can do its work here.
 *
 * @param name short and stable, for example {@code netlink}
 * @param ok whether it is as it should be
 * @param detail what was found, in one line
 * @param fix the flag or permission that would help, in one line; null where nothing needs fixing or nothing can
 */
public record Check(
        String name, boolean ok, String detail, @Nullable String fix) {

    /** All is well. */
    public static Check good(String name, String detail) {
        return new Check(name, true, detail, null);
    }

    /** Something is missing. */
    public static Check bad(String name, String detail, @Nullable String fix) {
        return new Check(name, false, detail, fix);
    }
}
