// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The HTTP side of a relay, with a certificate nobody signed. */
final class RelayHttp implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpServer server;

    private RelayHttp(HttpServer server) {
        this.server = server;
        server.setExecutor(task -> {
            Thread thread = new Thread(task, "relay-http");
            thread.setDaemon(true);
            thread.start();
        });
        server.start();
    }

    /** A key and its certificate, made by the JDK's own tool. */
    static KeyStore keys(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        if (!Files.exists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "relay",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=relay.invalid",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (!keytool.waitFor(120, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
            }
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    static String pin(KeyStore keys) throws Exception {
        byte[] certificate = keys.getCertificate("relay").getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    }

    static RelayHttp secure(KeyStore keys, HttpHandler latencyCheck) throws Exception {
        return secure(keys, latencyCheck, InetAddress.getLoopbackAddress());
    }

    static RelayHttp secure(KeyStore keys, HttpHandler latencyCheck, InetAddress on) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(on, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/derp/latency-check", latencyCheck);
        return new RelayHttp(server);
    }

    static RelayHttp plain(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        return new RelayHttp(server);
    }

    static HttpHandler status(int status) {
        return exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        };
    }

    /** What a relay answers to the look for a captive portal. */
    static HttpHandler challenge() {
        return exchange -> {
            try (exchange) {
                String word = exchange.getRequestHeaders().getFirst("X-Tailscale-Challenge");
                exchange.getResponseHeaders().set("X-Tailscale-Response", "response " + word);
                exchange.sendResponseHeaders(
                        "/generate_204".equals(exchange.getRequestURI().getPath()) ? 204 : 404, -1);
            }
        };
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
