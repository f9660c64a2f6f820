// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code netmon doctor} looked at.
 *
 * @param name short and stable, for programs
 * @param detail what was found
 * @param fix the flag or permission that would help, or null
 */
public record DoctorCheck(
        String name, boolean ok, String detail, @Nullable String fix) {}
