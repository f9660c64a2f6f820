// SPDX-License-Identifier: Apache-2.0
package dev.netmon.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * What the build makes of the command beside its runnable jar: the completion script, the man pages and the image. Run
 * from source on the JDK of the toolchain, with the command and all it needs on the class path. Says nothing unless
 * something cannot be made.
 */
final class Package {
    private Package() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            throw new IllegalArgumentException("usage: Package TARGET-FOLDER LAUNCHER MAIN-CLASS VERSION TIME");
        }
        Path target = Path.of(args[0]);
        Path launcher = Path.of(args[1]);
        String mainClass = args[2];
        String version = args[3];
        String date = args[4].substring(0, "2026-01-01".length());

        CommandLine command = new CommandLine(Class.forName(mainClass));
        Path completion = target.resolve("completion/netmon");
        write(completion, AutoComplete.bash("netmon", command));
        Path manual = target.resolve("man");
        for (CommandLine page : ManPage.commands(command)) {
            write(manual.resolve(ManPage.name(page) + ".1"), ManPage.of(page, version, date));
        }

        List<Path> modules = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .toList();
        new Image(target.resolve("netmon"), mainClass, modules, launcher, completion, manual).make();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
