// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import picocli.CommandLine.ITypeConverter;

/** Reads a name pattern. */
final class GlobConverter implements ITypeConverter<Glob> {
    @Override
    public Glob convert(String text) {
        return new Glob(text);
    }
}
