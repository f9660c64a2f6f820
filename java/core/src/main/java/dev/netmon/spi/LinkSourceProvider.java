// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions;
import java.util.List;

/** Makes the native source of one operating system; found by {@link java.util.ServiceLoader}. */
public interface LinkSourceProvider {

    /** The backend's name, for example {@code linux-netlink}. */
    String name();

    /** Whether this backend is for the operating system we run on; loads nothing native. */
    boolean supported();

    /**
     * Makes a source with the wanted binding; nothing is opened yet.
     *
     * @throws BackendUnavailableException one line that says why not and what would help
     */
    LinkSource create(MonitorOptions.Binding binding) throws BackendUnavailableException;

    /**
     * Looks at what this backend needs from the system, one thing after the other, and says what is missing and what
     * would fix it. Contacts nobody, leaves nothing open and does not throw: what fails is a check that is not ok.
     */
    default List<Check> diagnose(MonitorOptions.Binding binding) {
        return List.of();
    }
}
