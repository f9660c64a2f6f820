// SPDX-License-Identifier: Apache-2.0
package dev.netmon.build;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A copy of a jar whose classes have a class version that the start-up archive takes. An AOT cache leaves out classes
 * below version 50, which are verified in the old way; picocli's are 49. Measured: 45 ms of the first line of output.
 *
 * <p>Loaded by name: the class-file API is final from JDK 24 on.
 */
public final class LiftedClasses implements BinaryOperator<Path> {
    /** Java 17, what the command itself is compiled for. */
    private static final int VERSION = ClassFile.JAVA_17_VERSION;

    /** Copies the first jar to the second path, which it returns. */
    @Override
    public Path apply(Path from, Path to) {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                ZipOutputStream out = new ZipOutputStream(file)) {
            ClassFile classes = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofResourceParsing(LiftedClasses.class.getClassLoader())
                                    .orElse(ClassHierarchyResolver.defaultResolver())));
            for (JarEntry entry : entries(jar)) {
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
                    bytes = lift(classes, bytes);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(bytes);
                out.closeEntry();
            }
            return to;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] lift(ClassFile classes, byte[] bytes) {
        ClassModel model = classes.parse(bytes);
        if (model.majorVersion() >= VERSION) {
            return bytes;
        }
        // Every instruction is written again, because only then are stack maps made.
        ClassTransform rewritten = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        return classes.transformClass(
                model, rewritten.andThen(ClassTransform.endHandler(builder -> builder.withVersion(VERSION, 0))));
    }

    private static List<JarEntry> entries(JarFile jar) {
        List<JarEntry> entries = new ArrayList<>();
        for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
            JarEntry entry = e.nextElement();
            if (!entry.isDirectory()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
