// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Condition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads something to wait for. */
final class ConditionConverter implements ITypeConverter<Condition> {
    @Override
    public Condition convert(String text) {
        try {
            return Condition.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
