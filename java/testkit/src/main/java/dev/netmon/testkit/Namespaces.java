// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.nio.file.Path;

/** The few system calls of the laboratory: the one place that talks to the native layer. */
interface Namespaces {
    /**
     * Moves the calling thread into a network namespace. It stays there: only for threads that end afterwards. A thread
     * that it starts is cloned from it, so the kernel puts that one into the same namespace.
     */
    void enter(Path namespace);

    /** Makes a tun interface in the namespace of the calling thread and returns the descriptor that holds it. */
    int openTun(String name);

    /** Closes a descriptor. */
    void close(int descriptor);
}
