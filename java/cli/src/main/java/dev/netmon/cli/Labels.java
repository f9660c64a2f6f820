// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of constants as users write and read them. */
final class Labels {

    private Labels() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Reads one of them, or says which there are. */
    static <E extends Enum<E>> ITypeConverter<E> reader(Class<E> type) {
        return text -> {
            StringBuilder all = new StringBuilder();
            for (E constant : type.getEnumConstants()) {
                if (of(constant).equals(text)) {
                    return constant;
                }
                all.append(all.length() == 0 ? "" : ", ").append(of(constant));
            }
            throw new TypeConversionException("'" + text + "' is none of " + all);
        };
    }
}
