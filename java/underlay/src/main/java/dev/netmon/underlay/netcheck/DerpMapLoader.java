// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets the text of a DERP map. */
final class DerpMapLoader {

    /** The public map has 100 kB; more than this is no map. */
    static final int MAX_BYTES = 4 << 20;

    private DerpMapLoader() {}

    static DerpMap file(Path file) throws DerpMapException {
        try (InputStream in = Files.newInputStream(file)) {
            return DerpMapParser.parse(text(in, file.toString()), file.toString());
        } catch (NoSuchFileException e) {
            throw new DerpMapException("DERP map " + file + ": no such file", e);
        } catch (IOException e) {
            throw new DerpMapException("DERP map " + file + ": cannot be read: " + DerpMap.why(e), e);
        }
    }

    static DerpMap url(URI address, Duration limit) throws DerpMapException, InterruptedException {
        if (address.getHost() == null) {
            throw new DerpMapException("DERP map " + address + ": the URL names no host");
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .header("Accept", "application/json")
                .build();
        // The client's own limits end with the header; a body that trickles must not hold the caller.
        CompletableFuture<DerpMap> map = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> {
                    try (InputStream in = response.body()) {
                        if (response.statusCode() != 200) {
                            throw new DerpMapException(
                                    "DERP map " + address + ": the server answered " + response.statusCode());
                        }
                        return DerpMapParser.parse(text(in, address.toString()), address.toString());
                    } catch (DerpMapException | IOException e) {
                        throw new java.util.concurrent.CompletionException(e);
                    }
                });
        try {
            return map.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            map.cancel(true);
            throw new DerpMapException("DERP map " + address + ": no answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof DerpMapException bad) {
                throw bad;
            }
            if (cause instanceof IOException io) {
                throw new DerpMapException("DERP map " + address + ": cannot be read: " + DerpMap.why(io), io);
            }
            throw new DerpMapException("DERP map " + address + ": cannot be read: " + cause, cause);
        }
    }

    private static String text(InputStream in, String source) throws IOException, DerpMapException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new DerpMapException("DERP map " + source + ": longer than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DerpMapException("DERP map " + source + ": not UTF-8", e);
        }
    }
}
