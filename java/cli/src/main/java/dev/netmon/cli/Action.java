// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

/** What a command does once its options are read. */
interface Action {

    /** Runs until done, or until the shell's {@link Ending} says so. */
    Exit run(Shell shell) throws Failure;

    /** The options every command has. */
    OutputFlags output();
}
