// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.EAGAIN;
import static dev.netmon.ffi.DarwinConstants.ENOBUFS;
import static dev.netmon.ffi.DarwinConstants.ENOMEM;

import dev.netmon.macos.wire.Bearing;
import dev.netmon.macos.wire.Message;
import dev.netmon.macos.wire.MessageCursor;
import dev.netmon.macos.wire.MessageParser;
import dev.netmon.macos.wire.RequestWriter;
import dev.netmon.macos.wire.RouteMessage;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel where a packet would leave, and finds the answer among what else the socket hears: by process and
 * number, since every routing socket hears everybody's answers. A question without an answer is asked again, each time
 * over a fresh socket. Not thread-safe; blocks at most a few seconds.
 */
final class Asker {
    /** How long the answer may take, in nanoseconds. It is there before the question's write returns. */
    static final long LIMIT = 1_000_000_000L;

    /** How often a question is asked in all. */
    static final int ATTEMPTS = 3;

    /**
     * Numbers the questions of this process: its monitors hear each other's answers. It starts anywhere, for a second
     * copy of this class, in an agent's loader, counts for itself.
     */
    private static final AtomicInteger NUMBERS =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());

    private final KernelPort kernel;
    private final MessageCursor cursor = new MessageCursor();
    private final int process;

    Asker(KernelPort kernel) {
        this.kernel = kernel;
        this.process = kernel.process();
    }

    /**
     * The route to a destination, or null where the kernel says that there is none.
     *
     * @throws SourceException where the kernel does not answer
     */
    @Nullable
    RouteMessage route(InetAddress destination) throws SourceException {
        int refused = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ByteBuffer request = kernel.request();
            int number = NUMBERS.incrementAndGet();
            new RequestWriter(request).lookUp(number, destination);
            request.flip();
            try {
                refused = kernel.ask();
                if (refused == 0) {
                    RouteMessage answer = answer(number, System.nanoTime() + LIMIT);
                    if (answer != null) {
                        return answer.errno() == 0 ? answer : null;
                    }
                } else if (refused != ENOBUFS && refused != ENOMEM && refused != EAGAIN) {
                    return null;
                }
            } finally {
                kernel.forget();
            }
        }
        throw new SourceException(
                "routing socket: no answer to the question for a route" + (refused == 0 ? "" : ", for want of memory"));
    }

    private @Nullable RouteMessage answer(int number, long deadline) throws SourceException {
        while (true) {
            ByteBuffer heard = kernel.heard(deadline - System.nanoTime());
            if (heard == null) {
                if (System.nanoTime() - deadline >= 0) {
                    return null;
                }
                continue; // a signal came
            }
            cursor.over(heard);
            if (cursor.next() && Bearing.of(cursor) == Bearing.LOOKUP) {
                Message message = MessageParser.parse(cursor);
                if (message instanceof RouteMessage route && route.answers(process, number)) {
                    return route;
                }
            }
        }
    }
}
