// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The C programs of the lab, compiled into a folder of their own when the lab starts. */
final class Tools implements AutoCloseable {

    private final Path folder;

    Tools() throws IOException {
        folder = Files.createTempDirectory("netmon-lab");
        for (String name : List.of("trigger", "loop", "stamp", "firstline")) {
            Path source = folder.resolve(name + ".c");
            try (InputStream in = Tools.class.getResourceAsStream(name + ".c")) {
                if (in == null) {
                    throw new IOException(name + ".c is not beside " + Tools.class.getName());
                }
                Files.copy(in, source);
            }
            Shell.run("gcc", "-O2", "-w", "-o", path(name), source.toString());
        }
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
