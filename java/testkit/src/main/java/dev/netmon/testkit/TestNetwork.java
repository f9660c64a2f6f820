// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.spi.LinkSource;
import java.net.InetAddress;
import java.util.concurrent.Callable;

/**
 * A network that a test may move, with a backend that reads it: what {@link LinkSourceContractTest} needs of an operating
 * system. At the start there is one uplink with an IPv4 address and a default route by it, and a second one without.
 */
public interface TestNetwork extends AutoCloseable {
    /** Makes a source that reads this network; it is not open. Called inside. */
    LinkSource source() throws Exception;

    /**
     * Runs code where a source has to be used from, as on the thread of a namespace.
     *
     * @throws Exception what the code threw
     */
    <T> T inside(Callable<T> code) throws Exception;

    /** The name of the first uplink. */
    String uplink();

    /** The name of the second uplink. */
    String otherUplink();

    /** The address the first uplink has from the start. */
    InetAddress address();

    /** An address the network has room for and nobody has. */
    InetAddress spareAddress();

    /** A destination the default route is asked for. */
    InetAddress destination();

    /** Puts the spare address on the first uplink. */
    void addSpareAddress() throws Exception;

    /** Takes the spare address away again. */
    void removeSpareAddress() throws Exception;

    /** Moves the default route to the second uplink. */
    void moveDefaultAway() throws Exception;

    /** Moves the default route to the first uplink. */
    void moveDefaultBack() throws Exception;

    /** Removes the default route. */
    void removeDefault() throws Exception;

    /**
     * Whether nothing else leads to the destination. False on a machine that keeps a default route of its own: what this
     * network no longer routes leaves by that one.
     */
    default boolean isolated() {
        return true;
    }

    /**
     * Takes the first uplink's carrier away, as pulling the cable does.
     *
     * @throws org.opentest4j.TestAbortedException where the uplink has no cable, with the reason
     */
    void loseCarrier() throws Exception;

    /** Removes the network. */
    @Override
    void close();
}
