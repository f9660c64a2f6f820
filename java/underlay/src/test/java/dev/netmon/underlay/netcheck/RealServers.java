// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.testkit.Await;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Servers that others wrote, as processes on loopback. */
final class RealServers {

    /** The newest whose module builds with the Go versions in use. */
    private static final String DERPER = "tailscale.com/cmd/derper@v1.102.5";

    private static final long BUILD_MINUTES = 10;

    /** Below what Linux (32768) and the others (49152) give away by themselves. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;

    /** Two JVMs that run these tests at the same time begin at different ports. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private RealServers() {}

    /** A process and what it wrote. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path log;

        Running(Path log, List<String> command) throws IOException {
            this.log = log;
            this.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        String output() {
            try {
                return Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                return e.toString();
            }
        }

        void await(String what, java.util.function.BooleanSupplier ready) {
            Await.until(what, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("it ended: " + output());
                }
                return ready.getAsBoolean();
            });
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Finds a program on the path. */
    static @Nullable Path program(String name) {
        for (String folder :
                (System.getenv().getOrDefault("PATH", "") + ":/usr/local/go/bin:/usr/sbin").split(":", -1)) {
            Path program = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    /** A free port, for UDP and TCP, which the system gives to nobody who does not ask for it by number. */
    static int port() throws IOException {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
            try {
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
                return port;
            } catch (BindException e) {
                // the next
            }
        }
        throw new IOException("no port is free from " + FIRST_PORT + " on");
    }

    static Running coturn(Path program, Path folder, int port) throws IOException {
        return new Running(
                folder.resolve("coturn-" + port + ".log"),
                List.of(
                        program.toString(),
                        "-n",
                        "--no-auth",
                        "--no-tls",
                        "--no-dtls",
                        "--no-cli",
                        "--log-file",
                        "stdout",
                        "--pidfile",
                        folder.resolve("coturn-" + port + ".pid").toString(),
                        "-L",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)));
    }

    /** What starts a relay with STUN, HTTPS and HTTP on an address; it makes itself a certificate. */
    static List<String> derper(Path program, Path own, String address, int https, int http, int stun) {
        return List.of(
                program.toString(),
                "-a",
                address + ":" + https,
                "-http-port",
                Integer.toString(http),
                "-stun-port",
                Integer.toString(stun),
                "-certmode",
                "manual",
                "-certdir",
                own.toString(),
                "-hostname",
                address,
                "-c",
                own.resolve("key").toString());
    }

    /** The pin of its certificate, as a relay writes it; null where it has not yet. */
    static @Nullable String pin(String output) {
        Matcher matcher = Pattern.compile("sha256-raw:([0-9a-f]{64})").matcher(output);
        return matcher.find() ? matcher.group(1) : null;
    }

    /** A relay as it stands in a map. */
    static String node(String address, int https, int stun, @Nullable String pin, String more) {
        return "{\"Name\":\"n" + https + "\",\"HostName\":\"" + address + "\",\"IPv4\":\"" + address
                + "\",\"IPv6\":\"none\",\"STUNPort\":" + stun + ",\"DERPPort\":" + https
                + ",\"CertName\":\"sha256-raw:" + pin + "\"" + more + "}";
    }

    /** A relay with STUN, HTTPS and HTTP on ports of its own, and a certificate that it makes itself. */
    static final class Derper implements AutoCloseable {
        final int stun = port();
        final int https = port();
        final int http = port();
        private final Running running;

        Derper(Path program, Path folder) throws IOException {
            Path own = Files.createDirectories(folder.resolve("derper-" + https));
            running = new Running(own.resolve("log"), derper(program, own, "127.0.0.1", https, http, stun));
            running.await("derper tells its pin", () -> pin() != null);
        }

        private @Nullable String pin() {
            return RealServers.pin(running.output());
        }

        String node(String more) {
            return RealServers.node("127.0.0.1", https, stun, pin(), more);
        }

        @Override
        public void close() {
            running.close();
        }
    }

    /**
     * Builds derper where Go is, once; null where it cannot be had.
     *
     * @param why told the reason
     */
    static synchronized @Nullable Path derper(java.util.function.Consumer<String> why)
            throws IOException, InterruptedException {
        Path onPath = program("derper");
        if (onPath != null) {
            return onPath;
        }
        Path built = Path.of("target", "tools", "derper").toAbsolutePath();
        if (Files.isExecutable(built)) {
            return built;
        }
        Path go = program("go");
        if (go == null) {
            why.accept("neither derper nor Go is here");
            return null;
        }
        Path folder = Files.createDirectories(built.getParent().resolve("derper-build"));
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(go.toString(), "install", DERPER)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("GOBIN", folder.toString());
        Process process = builder.start();
        if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            why.accept("Go cannot build derper here, see " + log);
            return null;
        }
        return Files.move(folder.resolve("derper"), built, StandardCopyOption.ATOMIC_MOVE);
    }
}
