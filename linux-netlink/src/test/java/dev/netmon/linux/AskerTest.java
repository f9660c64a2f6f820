// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.linux.Asker.Answer;
import dev.netmon.linux.wire.LinkMessage;
import dev.netmon.linux.wire.MessageCursor;
import dev.netmon.linux.wire.RequestWriter;
import dev.netmon.spi.SourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests and answers over a scripted channel on a fake clock. */
class AskerTest {
    private static final int NEWLINK = 16;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int MULTI = 2;
    private static final int INTERRUPTED = 0x10;

    private final FakeChannel channel = new FakeChannel();
    private final Asker asker = new Asker(channel);

    @Test
    void anAnswerIsFoundByItsNumber() throws SourceException {
        channel.answers(first -> List.of(concat(link(first + 99, 0, 7), link(first, 0, 3))));
        assertEquals(3, linkIndex(ask()));
        assertEquals(1, channel.sent);
    }

    @Test
    void severalQuestionsGoInOneDatagram() throws SourceException {
        channel.answers(first -> List.of(link(first + 1, 0, 4), link(first, 0, 3)));
        List<Answer> answers = asker.ask("two links", List.of((w, s) -> w.link(s, 3), (w, s) -> w.link(s, 4)));
        assertEquals(3, linkIndex(answers.get(0)));
        assertEquals(4, linkIndex(answers.get(1)));
        assertEquals(1, channel.sent);
    }

    @Test
    void anErrnoIsAnAnswer() throws SourceException {
        channel.answers(first -> List.of(number(ERROR, 0, first, -19)));
        Answer answer = ask();
        assertEquals(19, answer.errno());
        assertNull(answer.only());
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderAnotherNumber() throws SourceException {
        channel.answers(first -> List.of());
        channel.answers(first -> List.of(concat(link(first - 1, 0, 9), link(first, 0, 3))));
        assertEquals(3, linkIndex(ask()), "the late answer to the first request is not the second's");
        assertEquals(2, channel.sent);
        assertEquals(0, channel.renewed);
        assertEquals(Asker.LIMIT, channel.now, "it waited no longer than the limit");
    }

    @Test
    void onlyWhatIsMissingIsAskedAgain() throws SourceException {
        channel.answers(first -> List.of(link(first, 0, 3)));
        channel.answers(first -> List.of(link(first, 0, 4)));
        List<Answer> answers = asker.ask("two links", List.of((w, s) -> w.link(s, 3), (w, s) -> w.link(s, 4)));
        assertEquals(4, linkIndex(answers.get(1)));
        assertEquals(List.of(2, 1), channel.requestsPerSend);
    }

    @Test
    void thenOverAFreshSocket() throws SourceException {
        channel.answers(first -> List.of());
        channel.answers(first -> List.of());
        channel.answers(first -> List.of(link(first, 0, 3)));
        assertEquals(3, linkIndex(ask()));
        assertEquals(1, channel.renewed);
    }

    @Test
    void thenItIsGivenUp() {
        SourceException thrown = assertThrows(SourceException.class, this::ask);
        assertTrue(thrown.getMessage().contains("no answer"), thrown.getMessage());
        assertEquals(Asker.ATTEMPTS, channel.sent);
    }

    @Test
    void aDumpIsReadToItsEndOverSeveralDatagrams() throws SourceException {
        channel.answers(first -> List.of(
                concat(link(first, MULTI, 1), link(first, MULTI, 2)),
                link(first, MULTI, 3),
                number(DONE, MULTI, first, 0)));
        assertEquals(3, dump().size());
    }

    @Test
    void anInterruptedDumpIsReadAgain() throws SourceException {
        channel.answers(first ->
                List.of(link(first, MULTI | INTERRUPTED, 1), link(first, MULTI, 2), number(DONE, MULTI, first, 0)));
        channel.answers(first -> List.of(link(first, MULTI, 1), number(DONE, MULTI, first, 0)));
        assertEquals(1, dump().size());
        assertEquals(2, channel.sent);
    }

    @Test
    void theFlagMayStandOnTheEndOnly() throws SourceException {
        channel.answers(first -> List.of(link(first, MULTI, 1), number(DONE, MULTI | INTERRUPTED, first, 0)));
        channel.answers(first -> List.of(link(first, MULTI, 1), number(DONE, MULTI, first, 0)));
        dump();
        assertEquals(2, channel.sent);
    }

    @Test
    void aDumpThatNeverComesThroughUndisturbedIsTakenInTheEnd() throws SourceException {
        for (int i = 0; i < Asker.DUMPS; i++) {
            channel.answers(first -> List.of(link(first, MULTI | INTERRUPTED, 1), number(DONE, MULTI, first, 0)));
        }
        assertEquals(1, dump().size());
        assertEquals(Asker.DUMPS, channel.sent);
    }

    @Test
    void aRefusedDumpIsNoEmptyTable() {
        channel.answers(first -> List.of(number(DONE, MULTI, first, -22)));
        SourceException thrown = assertThrows(SourceException.class, this::dump);
        assertEquals("rtnetlink dump of links: EINVAL (22)", thrown.getMessage());
    }

    @Test
    void aBusySocketIsReplacedAtOnce() throws SourceException {
        channel.answers(first -> List.of(number(ERROR, 0, first, -16)));
        channel.answers(first -> List.of(link(first, MULTI, 1), number(DONE, MULTI, first, 0)));
        assertEquals(1, dump().size());
        assertTrue(channel.renewed > 0);
        assertEquals(0, channel.now, "without waiting");
    }

    @Test
    void whatIsNotTheKernelsIsNotRead() throws SourceException {
        channel.answers(first -> java.util.Arrays.asList(null, link(first, 0, 3)));
        assertEquals(3, linkIndex(ask()));
    }

    @Test
    void anUnreadableAnswerIsCountedAndAskedForAgain() throws SourceException {
        channel.answers(first -> List.of(message(NEWLINK, 0, first, new byte[8])));
        channel.answers(first -> List.of(link(first, 0, 3)));
        assertEquals(3, linkIndex(ask()));
        assertEquals(1, asker.malformed());
    }

    private Answer ask() throws SourceException {
        return asker.ask("a link", (writer, sequence) -> writer.link(sequence, 3));
    }

    private List<dev.netmon.linux.wire.Message> dump() throws SourceException {
        return asker.dump("links", RequestWriter::dumpLinks);
    }

    private static int linkIndex(Answer answer) {
        return assertInstanceOf(LinkMessage.class, answer.only()).index();
    }

    private static ByteBuffer link(int sequence, int flags, int index) {
        byte[] payload = new byte[16];
        ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).putInt(4, index);
        return message(NEWLINK, flags, sequence, payload);
    }

    /** An ERROR or DONE with this number in front. */
    private static ByteBuffer number(int type, int flags, int sequence, int number) {
        byte[] payload = new byte[20];
        ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).putInt(0, number);
        return message(type, flags, sequence, payload);
    }

    private static ByteBuffer message(int type, int flags, int sequence, byte[] payload) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder());
        buffer.putInt(buffer.capacity()).putShort((short) type).putShort((short) flags);
        return buffer.putInt(sequence).putInt(0).put(payload).flip();
    }

    private static ByteBuffer concat(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.limit() + second.limit())
                .order(ByteOrder.nativeOrder())
                .put(first)
                .put(second)
                .flip();
    }

    /** Answers each send by the next line of its script, one datagram per receive; beyond it nothing comes. */
    private static final class FakeChannel implements AskChannel {
        private final ByteBuffer requests = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
        private final Deque<IntFunction<List<@Nullable ByteBuffer>>> script = new ArrayDeque<>();
        private final Deque<ByteBuffer> queue = new ArrayDeque<>();
        private final List<Integer> requestsPerSend = new ArrayList<>();
        private @Nullable ByteBuffer current;
        private int sent;
        private int renewed;
        private long now;

        /** The function gets the number of the first request. */
        void answers(IntFunction<List<@Nullable ByteBuffer>> line) {
            script.add(line);
        }

        @Override
        public ByteBuffer requests() {
            return requests.clear();
        }

        @Override
        public void send() {
            sent++;
            MessageCursor cursor = new MessageCursor().over(requests);
            int count = 0;
            int first = 0;
            while (cursor.next()) {
                first = count++ == 0 ? cursor.sequence() : first;
            }
            requestsPerSend.add(count);
            IntFunction<List<@Nullable ByteBuffer>> line = script.poll();
            if (line != null) {
                // A queue takes no null: an empty buffer stands for a datagram that cannot be believed.
                line.apply(first).forEach(datagram -> queue.add(datagram == null ? ByteBuffer.allocate(0) : datagram));
            }
        }

        @Override
        public int receive(long timeoutNanos) {
            current = queue.poll();
            if (current == null) {
                now += Math.max(timeoutNanos, 0);
                return 0;
            }
            return 1;
        }

        @Override
        public @Nullable ByteBuffer datagram(int index) {
            return current == null || current.limit() == 0 ? null : current;
        }

        @Override
        public void renew() {
            renewed++;
            queue.clear();
        }

        @Override
        public long nanoTime() {
            return now;
        }
    }
}
