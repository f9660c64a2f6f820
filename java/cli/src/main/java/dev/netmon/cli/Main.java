// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of the command. */
@Command(
        name = "netmon",
        header = "Tells what changed in this host's network, how much it matters, and why.",
        description = {
            "Examples:",
            "  netmon watch                               a line per change, until Ctrl-C",
            "  netmon status                              what the network is now",
            "  netmon wait --until online --timeout 30s   for scripts",
            "  netmon netcheck --stun HOST:PORT           what the network lets through",
            "  netmon ping stun.example.org:3478          a session that rides over network changes",
            "  netmon doctor                              what is missing, and what would fix it",
            "",
            "netmon COMMAND --help tells more."
        },
        versionProvider = Main.Version.class,
        subcommands = {
            WatchCommand.class,
            StatusCommand.class,
            WaitCommand.class,
            NetcheckCommand.class,
            PingCommand.class,
            ReplayCommand.class,
            DoctorCommand.class
        })
public final class Main {

    private static final int HELP_WIDTH = 110;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Ending ending = new Ending();
        Signals signals = Signals.install(ending);
        if (args.length > 0 && !args[0].startsWith("-")) {
            NativeDescriptors.prepare();
        }
        Shell shell = Shell.ofProcess(ending);
        Exit exit = run(args, shell);
        shell.descriptors().release();
        signals.exit(exit);
    }

    static Exit run(String[] args, Shell shell) {
        CommandLine command = command(args);
        boolean named = command.getCommand() instanceof Action;
        ParseResult parsed;
        try {
            parsed = command.parseArgs(named ? Arrays.copyOfRange(args, 1, args.length) : args);
        } catch (ParameterException e) {
            return usage(shell.err(), e);
        }
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        CommandLine chosen = parsed.commandSpec().commandLine();
        if (parsed.isUsageHelpRequested()) {
            shell.out().line(help(chosen));
            return Exit.DONE;
        }
        if (parsed.isVersionHelpRequested()) {
            shell.out().line("netmon " + Version.text());
            return Exit.DONE;
        }
        if (!(chosen.getCommand() instanceof Action)) {
            shell.err().println(help(chosen));
            return Exit.USAGE;
        }
        Action action = chosen.getCommand();
        try {
            return action.run(shell);
        } catch (Failure e) {
            return failed(shell.err(), action, chosen, e, e.exit());
        } catch (RuntimeException e) {
            return failed(shell.err(), action, chosen, e, Exit.FAILED);
        }
    }

    /** The command line of the named command alone, where one is named: reading them all costs 15 ms of the start. */
    private static CommandLine command(String[] args) {
        Action named = args.length == 0 ? null : action(args[0]);
        CommandLine command = named == null
                ? new CommandLine(new Main())
                : new CommandLine(named).setCommandName("netmon " + args[0]);
        return command.registerConverter(OutputFlags.Color.class, Labels.reader(OutputFlags.Color.class))
                .registerConverter(MonitorFlags.Backend.class, Labels.reader(MonitorFlags.Backend.class))
                .registerConverter(MonitorFlags.Binding.class, Labels.reader(MonitorFlags.Binding.class))
                .registerConverter(TimingFlags.Policy.class, Labels.reader(TimingFlags.Policy.class))
                .setUsageHelpWidth(HELP_WIDTH)
                .setUsageHelpLongOptionsMaxWidth(24);
    }

    private static @Nullable Action action(String name) {
        return switch (name) {
            case "watch" -> new WatchCommand();
            case "status" -> new StatusCommand();
            case "wait" -> new WaitCommand();
            case "netcheck" -> new NetcheckCommand();
            case "ping" -> new PingCommand();
            case "replay" -> new ReplayCommand();
            case "doctor" -> new DoctorCommand();
            default -> null;
        };
    }

    private static String help(CommandLine command) {
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing();
    }

    private static Exit failed(PrintStream err, Action action, CommandLine command, Exception e, Exit exit) {
        String message = e.getMessage();
        err.println(command.getCommandSpec().qualifiedName() + ": "
                + oneLine(message == null || !(e instanceof Failure) ? e.toString() : message));
        if (action.output().stacktrace) {
            e.printStackTrace(err);
        }
        return exit;
    }

    private static Exit usage(PrintStream err, ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        String what = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched) {
            what = unknown(unmatched.getUnmatched().get(0), e.getCommandLine());
        }
        err.println(name + ": " + oneLine(what) + " (see " + name + " --help)");
        return Exit.USAGE;
    }

    private static String unknown(String argument, CommandLine command) {
        Set<String> commands = command.getSubcommands().keySet();
        String nearest;
        String what;
        if (argument.startsWith("-")) {
            int equals = argument.indexOf('=');
            nearest = Nearest.to(
                    equals < 0 ? argument : argument.substring(0, equals),
                    command.getCommandSpec().optionsMap().keySet());
            what = "unknown option ";
        } else {
            nearest = Nearest.to(argument, commands);
            what = commands.isEmpty() ? "one argument too many: " : "no such command: ";
        }
        return what + "'" + argument + "'" + (nearest == null ? "" : ", did you mean " + nearest + "?");
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "failed" : text.replace('\n', ' ').replace("\r", "");
    }

    /** The version this was built as. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"netmon " + text()};
        }

        static String text() {
            java.lang.module.ModuleDescriptor module = Main.class.getModule().getDescriptor();
            if (module != null && module.rawVersion().isPresent()) {
                return module.rawVersion().get();
            }
            String implementation = Main.class.getPackage().getImplementationVersion();
            return implementation == null ? "(not packaged)" : implementation;
        }
    }
}
