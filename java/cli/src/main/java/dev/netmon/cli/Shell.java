// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it; tests bring their own.
 *
 * @param out data
 * @param err talk
 * @param ending when to stop
 * @param environment variables by name
 * @param zone of the times people read
 */
record Shell(
        Output out,
        PrintStream err,
        Ending ending,
        UnaryOperator<@Nullable String> environment,
        ZoneId zone,
        Descriptors descriptors,
        Opener opener) {

    /** Opens a monitor. */
    @FunctionalInterface
    interface Opener {
        LinkMonitor open(MonitorOptions options) throws BackendUnavailableException;
    }

    /** The process we are. */
    static Shell ofProcess(Ending ending) {
        Descriptors descriptors = new NativeDescriptors();
        return new Shell(
                new Output(new FileOutputStream(FileDescriptor.out), descriptors, ending),
                System.err,
                ending,
                System::getenv,
                ZoneId.systemDefault(),
                descriptors,
                LinkMonitor::system);
    }
}
