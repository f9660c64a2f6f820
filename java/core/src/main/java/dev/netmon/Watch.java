// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

/** A listener's registration. Closing it ends the calls: after {@code close} returned none runs. */
public interface Watch extends AutoCloseable {

    /** The state from which the changes count that this listener is told. */
    NetworkState initial();

    /** Ends the registration; when called by the listener itself, the running call is its last. */
    @Override
    void close();
}
