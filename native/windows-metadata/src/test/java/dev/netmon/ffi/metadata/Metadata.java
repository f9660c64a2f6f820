// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.metadata;

import dev.netmon.ffi.testing.HeaderAudit;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows the values of C expressions from the classes generated of the metadata. */
final class Metadata implements HeaderAudit.Source {

    private static final Pattern SIZE = Pattern.compile("sizeof\\((\\w+)\\)");
    private static final Pattern OFFSET = Pattern.compile("offsetof\\((\\w+), (\\w+)\\)");

    // What the headers call it on systems since Vista.
    private static final Map<String, String> TYPEDEFS = Map.of("NET_LUID", "NET_LUID_LH");

    private final Map<String, Long> constants = new HashMap<>();
    private final Map<String, GroupLayout> layouts = new HashMap<>();

    /** Reads all generated classes below a folder of classes. */
    static Metadata read(Path classes) throws IOException, ReflectiveOperationException {
        Metadata metadata = new Metadata();
        try (Stream<Path> files = Files.walk(classes.resolve("windows"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String path = classes.relativize(file).toString();
                metadata.add(Class.forName(
                        path.substring(0, path.length() - ".class".length()).replace('/', '.')));
            }
        }
        return metadata;
    }

    private void add(Class<?> generated) throws ReflectiveOperationException {
        for (Field field : generated.getFields()) {
            Class<?> type = field.getType();
            if (Modifier.isStatic(field.getModifiers()) && (type == int.class || type == short.class)) {
                long value = ((Number) field.get(null)).longValue();
                constants.put(field.getName(), value);
                // Some enumerators lost the prefix that is the name of their enumeration.
                constants.put(generated.getSimpleName() + "_" + field.getName(), value);
            }
        }
        for (Method method : generated.getMethods()) {
            if (method.getName().equals("layout") && method.invoke(null) instanceof GroupLayout layout) {
                layouts.put(generated.getSimpleName(), layout);
            }
        }
    }

    @Override
    public Map<String, Long> values(Set<String> expressions, Set<String> unknown) {
        Map<String, Long> values = new HashMap<>();
        for (String expression : expressions) {
            OptionalLong value = value(expression);
            if (value.isPresent()) {
                values.put(expression, value.getAsLong());
            } else {
                unknown.add(expression);
            }
        }
        return values;
    }

    private OptionalLong value(String expression) {
        Matcher size = SIZE.matcher(expression);
        if (size.matches()) {
            GroupLayout layout = layout(size.group(1));
            return layout == null ? OptionalLong.empty() : OptionalLong.of(layout.byteSize());
        }
        Matcher offset = OFFSET.matcher(expression);
        if (offset.matches()) {
            GroupLayout layout = layout(offset.group(1));
            return layout == null ? OptionalLong.empty() : offset(layout, offset.group(2));
        }
        Long constant = constants.get(expression);
        return constant == null ? OptionalLong.empty() : OptionalLong.of(constant);
    }

    private GroupLayout layout(String struct) {
        return layouts.get(TYPEDEFS.getOrDefault(struct, struct));
    }

    // As in C, a member of an anonymous union is a member of the structure around it.
    private static OptionalLong offset(GroupLayout layout, String member) {
        List<MemoryLayout> members = layout.memberLayouts();
        long at = 0;
        for (MemoryLayout each : members) {
            String name = each.name().orElse("");
            if (name.equals(member)) {
                return OptionalLong.of(at);
            }
            if (each instanceof GroupLayout group && name.isEmpty()) {
                OptionalLong inside = offset(group, member);
                if (inside.isPresent()) {
                    return OptionalLong.of(at + inside.getAsLong());
                }
            }
            at += layout instanceof StructLayout ? each.byteSize() : 0;
        }
        return OptionalLong.empty();
    }
}
