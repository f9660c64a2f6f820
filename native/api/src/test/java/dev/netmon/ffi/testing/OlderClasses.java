// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies classes with the class file version of Java 21.
 *
 * <p>Compiled for 22, they load on 21 then; whether they run there is up to what they call. Java 21 has the foreign
 * function API under the same names and calls it a preview.
 */
public final class OlderClasses {

    private static final int MAGIC = 0xcafebabe;
    private static final int MINOR_VERSION = 4;
    private static final int MAJOR_VERSION = 6;
    private static final short JAVA_21 = 65;
    private static final short JAVA_22 = 66;

    private OlderClasses() {}

    /**
     * Copies all classes of the package that {@code ofPackage} is in.
     *
     * @param ofPackage its name; the class itself may be too new for this JVM to load
     * @param root where the folder {@code dev} of the copies stands
     */
    public static void copy(String ofPackage, Path root) {
        String resource = ofPackage.replace('.', '/') + ".class";
        URL found = OlderClasses.class.getClassLoader().getResource(resource);
        if (found == null) {
            throw new IllegalStateException("not on the class path: " + ofPackage);
        }
        try {
            URI uri = found.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    copy(jar.getPath(resource), root.resolve(resource));
                }
            } else {
                copy(Path.of(uri), root.resolve(resource));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path oneClass, Path oneCopy) throws IOException {
        Path folder = oneCopy.getParent();
        Files.createDirectories(folder);
        try (Stream<Path> classes = Files.list(oneClass.getParent())) {
            for (Path each : classes.toList()) {
                String name = each.getFileName().toString();
                if (name.endsWith(".class")) {
                    Files.write(folder.resolve(name), older(each));
                }
            }
        }
    }

    /** A class file with its version lowered, where it is that of Java 22. */
    public static byte[] older(Path classFile) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(classFile));
        if (bytes.getInt(0) != MAGIC || bytes.getShort(MAJOR_VERSION) > JAVA_22) {
            throw new IllegalStateException(classFile + " is not a class of Java 22 or before");
        }
        if (bytes.getShort(MAJOR_VERSION) == JAVA_22) {
            bytes.putShort(MINOR_VERSION, (short) 0).putShort(MAJOR_VERSION, JAVA_21);
        }
        return bytes.array();
    }
}
