// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the command. */
@Command(name = "netmon", mixinStandardHelpOptions = true, version = "netmon 0.1.0")
public final class Main implements Runnable {
    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        System.out.println("netmon 0.1.0");
    }
}
