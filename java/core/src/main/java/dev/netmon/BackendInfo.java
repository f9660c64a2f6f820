// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import org.jspecify.annotations.Nullable;

/**
 * Which backend reads the network.
 *
 * @param name for example {@code linux-netlink}, {@code poll}, {@code manual}
 * @param binding {@code ffm}, {@code jna}, or null where nothing native is called
 * @param fallbackReason why this one and not the native one, with the flag or permission that would help; null where
 *     it is the one wanted
 */
public record BackendInfo(
        String name, @Nullable String binding, @Nullable String fallbackReason) {}
