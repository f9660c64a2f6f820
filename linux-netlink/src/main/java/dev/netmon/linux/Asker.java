// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.linux.wire.DoneMessage;
import dev.netmon.linux.wire.ErrorMessage;
import dev.netmon.linux.wire.Malformed;
import dev.netmon.linux.wire.Message;
import dev.netmon.linux.wire.MessageCursor;
import dev.netmon.linux.wire.MessageParser;
import dev.netmon.linux.wire.Netlink;
import dev.netmon.linux.wire.RequestWriter;
import dev.netmon.spi.SourceException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel and matches its answers by sequence number. A request that gets no answer within {@link #LIMIT} is
 * sent again, then over a fresh socket, then given up. A dump that the kernel marks as interrupted by a change is
 * repeated. Not thread-safe; blocks at most a few seconds.
 */
final class Asker {
    /** How long the kernel may say nothing before a request counts as unanswered, in nanoseconds. It answers in microseconds. */
    static final long LIMIT = 1_000_000_000L;

    /** How often a request is sent in all: once, again, and over a fresh socket. */
    static final int ATTEMPTS = 3;

    /** How often a dump is read that changes under the reader; then it is taken as it is, for the changes come as events. */
    static final int DUMPS = 6;

    private static final int EBUSY = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    /** Writes one request with the sequence number given. */
    @FunctionalInterface
    interface Request {
        void write(RequestWriter writer, int sequence);
    }

    /**
     * What the kernel answered to one request.
     *
     * @param messages the messages of the answer, without the one that ends a dump
     * @param errno 0, or what the kernel says is wrong
     * @param text the kernel's words about it, or null
     * @param interrupted whether the kernel says that things changed while it read them out
     */
    record Answer(
            List<Message> messages, int errno, @Nullable String text, boolean interrupted) {
        Answer {
            messages = List.copyOf(messages);
        }

        /** The only message of the answer, or null. */
        @Nullable
        Message only() {
            return messages.size() == 1 ? messages.get(0) : null;
        }
    }

    private final AskChannel channel;
    private final MessageCursor cursor = new MessageCursor();
    private int lastSequence;
    private long malformed;

    Asker(AskChannel channel) {
        this.channel = channel;
    }

    /** How many messages could not be read so far. */
    long malformed() {
        return malformed + cursor.malformed();
    }

    /** Asks for one thing. */
    Answer ask(String what, Request request) throws SourceException {
        return ask(what, List.of(request)).get(0);
    }

    /** Asks for several things in one datagram; the answers are in the order of the requests. */
    List<Answer> ask(String what, List<Request> requests) throws SourceException {
        Exchange exchange = new Exchange(requests);
        for (int attempt = 1; ; attempt++) {
            exchange.send();
            exchange.receive();
            if (exchange.complete()) {
                return exchange.answers();
            }
            if (attempt == ATTEMPTS) {
                throw new SourceException("rtnetlink: no answer to the request for " + what);
            }
            if (attempt == ATTEMPTS - 1 || exchange.busy) {
                channel.renew();
            }
        }
    }

    /**
     * Reads a table.
     *
     * @throws SourceException also where the kernel refuses the dump
     */
    List<Message> dump(String what, Request request) throws SourceException {
        for (int read = 1; ; read++) {
            Answer answer = ask(what, request);
            if (answer.errno() != 0) {
                throw new SourceException(
                        KernelPort.describe("rtnetlink dump of " + what, answer.errno(), answer.text()));
            }
            if (!answer.interrupted()) {
                return answer.messages();
            }
            if (read == DUMPS) {
                LOG.info("The {} changed during each of {} reads; the last one is taken, changes follow.", what, read);
                return answer.messages();
            }
        }
    }

    /** The state of one call: which requests are still unanswered, and what came for each. */
    private final class Exchange {
        private final List<Request> requests;
        private final List<List<Message>> messages = new ArrayList<>();
        private final @Nullable Answer[] answers;
        private final boolean[] interrupted;
        private int firstSequence;
        private boolean busy;

        Exchange(List<Request> requests) {
            this.requests = requests;
            this.answers = new Answer[requests.size()];
            this.interrupted = new boolean[requests.size()];
            for (int i = 0; i < requests.size(); i++) {
                messages.add(new ArrayList<>(1));
            }
        }

        /** Sends what is unanswered under new numbers, so that a late answer to the old ones is not taken for its. */
        void send() throws SourceException {
            ByteBuffer buffer = channel.requests();
            RequestWriter writer = new RequestWriter(buffer);
            firstSequence = lastSequence + 1;
            lastSequence += requests.size();
            busy = false;
            for (int i = 0; i < requests.size(); i++) {
                if (answers[i] == null) {
                    messages.get(i).clear();
                    interrupted[i] = false;
                    requests.get(i).write(writer, firstSequence + i);
                }
            }
            buffer.flip();
            channel.send();
        }

        void receive() throws SourceException {
            long deadline = channel.nanoTime() + LIMIT;
            while (!complete() && !busy) {
                int count = channel.receive(deadline - channel.nanoTime());
                if (count == 0) {
                    return;
                }
                boolean ours = false;
                for (int i = 0; i < count; i++) {
                    ByteBuffer datagram = channel.datagram(i);
                    if (datagram != null) {
                        ours |= read(datagram);
                    }
                }
                if (ours) {
                    deadline = channel.nanoTime() + LIMIT;
                }
            }
        }

        private boolean read(ByteBuffer datagram) {
            boolean ours = false;
            cursor.over(datagram);
            while (cursor.next()) {
                int index = cursor.sequence() - firstSequence;
                if (index >= 0 && index < requests.size() && answers[index] == null) {
                    take(index, MessageParser.parse(cursor));
                    ours = true;
                }
            }
            return ours;
        }

        private void take(int index, Message message) {
            interrupted[index] |= (cursor.flags() & Netlink.NLM_F_DUMP_INTR) != 0;
            if (message instanceof ErrorMessage error) {
                // Another dump still runs on this socket, one whose end we did not wait for.
                busy |= error.errno() == EBUSY;
                if (error.errno() != EBUSY) {
                    finish(index, error.errno(), error.text());
                }
            } else if (message instanceof DoneMessage done) {
                finish(index, done.errno(), done.text());
            } else if (message instanceof Malformed) {
                malformed++;
            } else {
                messages.get(index).add(message);
                if ((cursor.flags() & Netlink.NLM_F_MULTI) == 0) {
                    finish(index, 0, null);
                }
            }
        }

        private void finish(int index, int errno, @Nullable String text) {
            answers[index] = new Answer(messages.get(index), errno, text, interrupted[index]);
        }

        boolean complete() {
            for (Answer answer : answers) {
                if (answer == null) {
                    return false;
                }
            }
            return true;
        }

        List<Answer> answers() {
            List<Answer> all = new ArrayList<>(answers.length);
            for (Answer answer : answers) {
                if (answer != null) {
                    all.add(answer);
                }
            }
            return all;
        }
    }
}
