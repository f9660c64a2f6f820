// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

/** Takes events in the order the system gave them, on the thread that called the source. */
@FunctionalInterface
public interface EventSink {
    void event(OsEvent event);
}
