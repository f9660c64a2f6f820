// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program that changes the network and knows when. */
final class Trigger implements AutoCloseable {

    /**
     * A change.
     *
     * @param sent right before the request, in nanoseconds of CLOCK_MONOTONIC
     * @param done when the kernel had answered
     * @param failed how many requests the kernel refused, or its errno for a single one
     * @param moved the same of the default route's move in the middle of a storm; null where there was none
     */
    record Done(long sent, long done, int failed, @Nullable Done moved) {

        /** Whether the kernel was busy with others: namespaces that come and go hold its one lock for routes and links. */
        boolean held() {
            return done - sent > HELD;
        }
    }

    /** 5 ms in nanoseconds, a hundred times what a move takes. */
    private static final long HELD = 5_000_000;

    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;
    private final Map<Namespace, Integer> numbers = new HashMap<>();

    Trigger(Tools tools) throws IOException {
        process = new ProcessBuilder(tools.path("trigger"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Adds an address to the bridge nobody needs. */
    Done addAddress(Namespace in, String address) throws IOException {
        return sure("addr " + number(in) + " add " + address + " " + in.x());
    }

    Done deleteAddress(Namespace in, String address) throws IOException {
        return sure("addr " + number(in) + " del " + address + " " + in.x());
    }

    /** Adds a route to one host by the bridge nobody needs. */
    Done addRoute(Namespace in, String destination) throws IOException {
        return sure("route " + number(in) + " add " + destination + " 32 " + in.x() + " -");
    }

    Done deleteRoute(Namespace in, String destination) throws IOException {
        return sure("route " + number(in) + " del " + destination + " 32 " + in.x() + " -");
    }

    /** Replaces the default route, which is one message. */
    Done moveDefault(Namespace in, boolean toB) throws IOException {
        return sure("route " + number(in) + " replace 0.0.0.0 0 " + uplink(in, toB));
    }

    /** Adds routes as fast as the kernel takes them. */
    Done addRoutes(Namespace in, String base, int count) throws IOException {
        return sure("bulk " + number(in) + " add " + base + " " + count + " " + in.x());
    }

    /** So many route messages, half of them deletes, spread over a time; 0 for as fast as the kernel takes them. */
    Done storm(Namespace in, int messages, int millis) throws IOException {
        return sure("storm " + number(in) + " 10.128.0.0 " + messages + " " + millis + " " + in.x());
    }

    /** The same with the default route moving in its middle. */
    Done stormWithMove(Namespace in, int messages, int millis, boolean toB) throws IOException {
        String[] to = uplink(in, toB).split(" ", -1);
        return sure("storm " + number(in) + " 10.128.0.0 " + messages + " " + millis + " " + in.x() + " " + to[1] + " "
                + to[0]);
    }

    private static String uplink(Namespace in, boolean b) {
        return b ? in.b() + " " + Namespace.GATEWAY_B : in.a() + " " + Namespace.GATEWAY_A;
    }

    private int number(Namespace in) throws IOException {
        Integer known = numbers.get(in);
        if (known == null) {
            known = Integer.valueOf(ask("ns " + in.path()).substring("ok ".length()));
            numbers.put(in, known);
        }
        return known;
    }

    private Done sure(String command) throws IOException {
        String[] words = ask(command).split(" ", -1);
        Done done = new Done(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Integer.parseInt(words[2]),
                words.length < 5 ? null : new Done(Long.parseLong(words[3]), Long.parseLong(words[4]), 0, null));
        if (done.failed() != 0) {
            throw new IOException("\"" + command + "\" failed: " + done.failed());
        }
        return done;
    }

    private String ask(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("error")) {
            throw new IOException("\"" + command + "\": " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        Shell.waitFor(process);
    }
}
