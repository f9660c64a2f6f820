// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

/**
 * A tun interface, held open by this process as a VPN client holds its own. It has carrier only while it is held; closing
 * it removes the interface together with its addresses and routes.
 */
public final class Tun implements AutoCloseable {
    private final String name;
    private final Namespaces namespaces;
    private int descriptor;

    Tun(String name, Namespaces namespaces, int descriptor) {
        this.name = name;
        this.namespaces = namespaces;
        this.descriptor = descriptor;
    }

    /** The interface's name. */
    public String name() {
        return name;
    }

    /** Lets go of the interface, which is gone thereupon. Again: nothing. */
    @Override
    public synchronized void close() {
        if (descriptor >= 0) {
            int held = descriptor;
            descriptor = -1;
            namespaces.close(held);
        }
    }
}
