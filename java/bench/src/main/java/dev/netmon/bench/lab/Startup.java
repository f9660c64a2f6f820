// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the start of the process to the first line of {@code watch}. */
final class Startup {

    private final Lab lab;
    private final int runs;

    Startup(Lab lab) {
        this.lab = lab;
        this.runs = lab.setup().number("runs", 20);
    }

    void run() throws IOException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        if (lab.setup().hasImage()) {
            Path java = Path.of(lab.setup().image()).resolveSibling("java");
            commands.put("floor: java --version in the image", List.of(java.toString(), "--version"));
        }
        for (Lab.Binding binding : lab.bindings()) {
            List<String> command = new ArrayList<>(lab.command(binding));
            command.addAll(List.of("watch", "--json"));
            commands.put(lab.watchName(binding), command);
        }
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        Namespace in = lab.namespace();
        for (int i = 0; i < runs; i++) {
            for (Map.Entry<String, List<String>> entry : commands.entrySet()) {
                List<String> once = new ArrayList<>(List.of(lab.tools().path("firstline"), "1"));
                once.addAll(entry.getValue());
                String micros = Shell.run(in.inside(once)).strip();
                millis.computeIfAbsent(entry.getKey(), k -> new ArrayList<>()).add(Double.parseDouble(micros) / 1000);
            }
        }
        Table table = new Table(
                "start -> first line, milliseconds (" + runs + " runs, interleaved)",
                "command",
                "min",
                "median",
                "max");
        millis.forEach((name, values) -> {
            Quantiles quantiles = Quantiles.of(values);
            table.row(name, quantiles.min(), quantiles.median(), quantiles.max());
        });
        table.print();
    }
}
