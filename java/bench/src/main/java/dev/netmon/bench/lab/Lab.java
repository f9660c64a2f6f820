// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs the parts named on the command line, all but the last where none is: {@code startup latency eager storm flat idle churn},
 * then {@code key=value} for how often and with what (see the README beside). As root.
 */
public final class Lab implements AutoCloseable {

    /** How netmon is started. */
    enum Binding {
        FFM("jar, FFM"),
        JNA("jar, JNA"),
        IMAGE("image, FFM");

        final String words;

        Binding(String words) {
            this.words = words;
        }
    }

    private static final List<String> PARTS = List.of("startup", "latency", "eager", "storm", "flat", "idle");

    /** Runs only where it is named, for it takes an hour. */
    private static final String CHURN = "churn";

    private final Setup setup;
    private final Tools tools;
    private final Trigger trigger;
    private final List<Namespace> namespaces = new ArrayList<>();

    private Lab(Setup setup) throws IOException {
        this.setup = setup;
        this.tools = new Tools();
        this.trigger = new Trigger(tools);
    }

    public static void main(String[] arguments) throws IOException {
        List<String> parts =
                Arrays.stream(arguments).filter(a -> a.indexOf('=') < 0).toList();
        List<String> settings =
                Arrays.stream(arguments).filter(a -> a.indexOf('=') >= 0).toList();
        for (String part : parts) {
            if (!PARTS.contains(part) && !part.equals(CHURN)) {
                System.err.println(
                        "no part is called " + part + "; there are " + String.join(", ", PARTS) + " and " + CHURN);
                System.exit(2);
            }
        }
        try (Lab lab = new Lab(new Setup(settings))) {
            System.out.println(Setup.machine());
            System.out.println(Shell.run(lab.setup.javaFfm(), "--version")
                            .lines()
                            .findFirst()
                            .orElse("") + "; "
                    + Shell.run(lab.setup.javaJna(), "--version")
                            .lines()
                            .findFirst()
                            .orElse(""));
            for (String part : PARTS) {
                if (parts.isEmpty() || parts.contains(part)) {
                    lab.run(part);
                }
            }
            if (parts.contains(CHURN)) {
                lab.run(CHURN);
            }
        }
    }

    private void run(String part) throws IOException {
        try {
            switch (part) {
                case "startup" -> new Startup(this).run();
                case "latency" -> new Latency(this).run();
                case "eager" -> new Eager(this).run();
                case "storm" -> new Storm(this).run();
                case "flat" -> new Flat(this).run();
                case CHURN -> new Churn(this).run();
                default -> new Idle(this).run();
            }
        } finally {
            namespaces.forEach(Namespace::close);
            namespaces.clear();
        }
    }

    Setup setup() {
        return setup;
    }

    Tools tools() {
        return tools;
    }

    Trigger trigger() {
        return trigger;
    }

    /** A new one, which is removed when the part is over. */
    Namespace namespace() throws IOException {
        Namespace made = Namespace.create();
        namespaces.add(made);
        return made;
    }

    /** The ways to start netmon that are there. */
    List<Binding> bindings() {
        List<Binding> there = new ArrayList<>();
        if (Files.isReadable(Path.of(setup.jar()))) {
            there.add(Binding.FFM);
            there.add(Binding.JNA);
        }
        if (setup.hasImage()) {
            there.add(Binding.IMAGE);
        }
        return there;
    }

    /** A program that uses the library with a binding, and stamps in its listener. */
    Subject recorder(String kind, Binding binding) throws IOException {
        return Subject.listener(
                kind.equals("raw") ? "raw listener, " + binding : "settled change at a listener, settle 0, " + binding,
                tools,
                namespace(),
                binding == Binding.JNA ? setup.javaJna() : setup.javaFfm(),
                kind,
                binding.name().toLowerCase(Locale.ROOT));
    }

    /** {@code netmon watch --json} in a namespace of its own. */
    Subject watch(Binding binding, String... more) throws IOException {
        return watch(namespace(), binding, more);
    }

    Subject watch(Namespace in, Binding binding, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("watch", "--json"));
        arguments.addAll(List.of(more));
        return Subject.netmon(watchName(binding, more), tools, in, command(binding), arguments.toArray(new String[0]));
    }

    String watchName(Binding binding, String... more) {
        return "watch" + (more.length == 0 ? "" : " " + String.join(" ", more)) + " (" + binding.words + ")";
    }

    List<String> command(Binding binding) throws IOException {
        return switch (binding) {
            case FFM -> List.of(setup.javaFfm(), "-jar", setup.jar());
            case JNA -> List.of(setup.javaJna(), "-jar", setup.jar());
            case IMAGE -> List.of(setup.image());
        };
    }

    @Override
    public void close() throws IOException {
        trigger.close();
        tools.close();
    }
}
