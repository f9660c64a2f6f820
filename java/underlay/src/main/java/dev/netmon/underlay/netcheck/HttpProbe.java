// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.underlay.netcheck.DerpMap.Node;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request on a connection of its own, to an address that is already resolved: {@code java.net.http} would look
 * the name up again and cannot pin a certificate per server. Closing it from another thread ends it at once.
 */
final class HttpProbe implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000; // the netcheck ends it before
    private static final int MAX_HEAD = 8_192;

    private final Socket socket = new Socket();
    private volatile boolean closed;

    /**
     * How a server answered.
     *
     * @param headers lines without the status line
     */
    record Answer(int status, List<String> headers, long nanos) {

        /** The value of a header, or null. */
        @Nullable
        String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            for (String line : headers) {
                if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
                    return line.substring(start.length()).strip();
                }
            }
            return null;
        }
    }

    /** An answer that is no HTTP. */
    static final class NotHttpException extends IOException {
        private static final long serialVersionUID = 1L;

        NotHttpException(String message) {
            super(message);
        }
    }

    /** Times {@code GET /derp/latency-check}, the connection and its TLS handshake not counted. */
    Answer latency(Node node, InetSocketAddress address) throws IOException {
        connect(address);
        SSLSocket tls = (SSLSocket)
                context(node).getSocketFactory().createSocket(socket, node.serverName(), address.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        if (node.pin() == null && !node.insecureForTests()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        try {
            parameters.setServerNames(List.of(new SNIHostName(node.serverName())));
        } catch (IllegalArgumentException e) {
            // An address has no SNI (RFC 6066 section 3).
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return get(tls, node.hostName(), "/derp/latency-check", List.of());
    }

    /** Asks over plain HTTP. */
    Answer plain(InetSocketAddress address, String host, String path, List<String> headers) throws IOException {
        connect(address);
        return get(socket, host, path, headers);
    }

    static NetcheckReport.Failure error(IOException e) {
        if (e instanceof SSLException) {
            return NetcheckReport.Failure.TLS;
        }
        if (e instanceof NotHttpException) {
            return NetcheckReport.Failure.BAD_RESPONSE;
        }
        if (e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof PortUnreachableException) {
            return NetcheckReport.Failure.UNREACHABLE;
        }
        if (e instanceof SocketTimeoutException) {
            return NetcheckReport.Failure.TIMEOUT;
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("unreachable") || message.contains("not permitted")
                ? NetcheckReport.Failure.UNREACHABLE
                : NetcheckReport.Failure.BAD_RESPONSE;
    }

    private void connect(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(address, CONNECT_MILLIS);
    }

    private Answer get(Socket on, String host, String path, List<String> headers) throws IOException {
        StringBuilder request = new StringBuilder(160)
                .append("GET ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nUser-Agent: netmon\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        byte[] bytes = request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        long start = System.nanoTime();
        on.getOutputStream().write(bytes);
        on.getOutputStream().flush();
        InputStream in = new BufferedInputStream(on.getInputStream());
        List<String> head = head(in);
        long took = System.nanoTime() - start;
        String status = head.isEmpty() ? "" : head.get(0);
        if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new NotHttpException("no status line");
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), head.subList(1, head.size()), took);
    }

    /** The lines up to the first empty one. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = 0; read < MAX_HEAD; read++) {
            int next = in.read();
            if (next < 0) {
                throw new NotHttpException("the answer ends within its head");
            }
            if (next != '\n') {
                line.write(next);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            line.reset();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
        throw new NotHttpException("the answer's head is longer than " + MAX_HEAD + " bytes");
    }

    private static SSLContext context(Node node) throws IOException {
        try {
            if (node.pin() == null && !node.insecureForTests()) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    new TrustManager[] {new Pinned(node.insecureForTests() ? null : node.pin())},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new SSLException("TLS is not available: " + e.getMessage(), e);
        }
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Trusts one certificate by its hash; any where the map asks for no check. */
    private static final class Pinned extends X509ExtendedTrustManager {

        private final @Nullable String pin;

        Pinned(@Nullable String pin) {
            this.pin = pin;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (pin == null) {
                return;
            }
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                if (!HexFormat.of().formatHex(hash).equals(pin)) {
                    throw new CertificateException("the certificate is not the pinned one");
                }
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no client is trusted");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no client is trusted");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no client is trusted");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
