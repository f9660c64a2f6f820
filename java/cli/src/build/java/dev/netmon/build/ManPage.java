// SPDX-License-Identifier: Apache-2.0
package dev.netmon.build;

import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's manual page in the man macros of roff, from the same model that prints its help. */
final class ManPage {
    private ManPage() {}

    /** The command and all its visible subcommands, outer ones first. */
    static List<CommandLine> commands(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        all.add(command);
        for (CommandLine sub : command.getSubcommands().values()) {
            if (!sub.getCommandSpec().usageMessage().hidden() && !all.contains(sub)) {
                all.addAll(commands(sub));
            }
        }
        return all;
    }

    /** The name of the page: {@code netmon-watch} for {@code netmon watch}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String of(CommandLine command, String version, String date) {
        CommandSpec spec = command.getCommandSpec();
        CommandLine.Help help = command.getHelp();
        String name = name(command);
        StringBuilder out = new StringBuilder();
        out.append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(" 1 ")
                .append(quoted(date))
                .append(' ');
        out.append(quoted("netmon " + version)).append(" \"User Commands\"\n.nh\n.ad l\n");

        out.append(".SH NAME\n").append(text(name)).append(" \\- ");
        out.append(text(plain(String.join(" ", spec.usageMessage().header())))).append('\n');
        out.append(".SH SYNOPSIS\n.nf\n").append(text(help.synopsis(0).strip())).append("\n.fi\n");
        asWritten(out, "DESCRIPTION", spec.usageMessage().description());

        List<PositionalParamSpec> positional = spec.positionalParameters();
        List<OptionSpec> options = new ArrayList<>(spec.options());
        options.removeIf(OptionSpec::hidden);
        if (!positional.isEmpty() || !options.isEmpty()) {
            out.append(".SH OPTIONS\n");
        }
        for (PositionalParamSpec parameter : positional) {
            entry(out, parameter.paramLabel(), parameter);
        }
        for (OptionSpec option : options) {
            String names = String.join(", ", option.names());
            String label = option.negatable() ? names.replace("--", "--[no-]") : names;
            boolean takesValue = option.arity().max() > 0;
            entry(out, takesValue ? label + spec.parser().separator() + option.paramLabel() : label, option);
        }

        List<CommandLine> below = new ArrayList<>(commands(command));
        below.remove(command);
        if (!below.isEmpty()) {
            out.append(".SH COMMANDS\n");
            for (CommandLine sub : below) {
                item(
                        out,
                        sub.getCommandSpec().qualifiedName(" "),
                        sub.getCommandSpec().usageMessage().header());
            }
        }
        Map<String, String> exitCodes = spec.usageMessage().exitCodeList();
        if (!exitCodes.isEmpty()) {
            out.append(".SH EXIT STATUS\n");
            exitCodes.forEach((code, meaning) -> item(out, code.strip(), meaning));
        }
        asWritten(out, "NOTES", spec.usageMessage().footer());
        if (spec.parent() != null) {
            out.append(".SH SEE ALSO\n.BR ")
                    .append(text(name(spec.parent().commandLine())))
                    .append(" (1)\n");
        }
        return out.toString();
    }

    private static void entry(StringBuilder out, String label, ArgSpec argument) {
        item(out, label, argument.description());
    }

    private static void item(StringBuilder out, String label, String... lines) {
        out.append(".TP\n.B ").append(text(plain(label))).append('\n');
        for (String line : lines) {
            out.append(text(plain(line))).append('\n');
        }
        if (lines.length == 0) {
            out.append("\\&\n");
        }
    }

    /** Lines that are laid out already: examples, and sentences broken where the help breaks them. */
    private static void asWritten(StringBuilder out, String title, String[] lines) {
        if (lines.length > 0) {
            out.append(".SH ").append(title).append("\n.nf\n");
            for (String line : lines) {
                out.append(text(plain(line))).append('\n');
            }
            out.append(".fi\n");
        }
    }

    /** Without picocli's colour marks and format escapes; a text that is no format stands as it is, as in its help. */
    private static String plain(String text) {
        String formatted = text;
        try {
            formatted = String.format(text);
        } catch (IllegalFormatException e) {
            // A lone percent sign.
        }
        return Ansi.OFF.string(formatted).stripTrailing();
    }

    private static String quoted(String text) {
        return '"' + text(text).replace("\"", "\\(dq") + '"';
    }

    /** So that roff takes it literally: escapes, hyphens, and a control character at the start of a line. */
    private static String text(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }
}
