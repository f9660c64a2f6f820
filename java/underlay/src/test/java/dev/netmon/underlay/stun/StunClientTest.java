// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.FakePort;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StunClientTest {

    private static final InetSocketAddress SERVER = at("198.51.100.10", 3478);
    private static final InetSocketAddress OTHER = at("198.51.100.10", 3479);
    private static final InetSocketAddress MAPPED = at("203.0.113.7", 41641);
    private static final long PATIENCE_SECONDS = 30;

    private final FakePort port = new FakePort();
    private final StunClient client = new StunClient(port);
    private final List<StunAnswer> answers = new ArrayList<>();

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private StunExchange open(RequestForm... forms) {
        return client.open(SERVER, List.of(forms), answers::add);
    }

    private StunMessage request(int number) {
        StunMessage message = StunMessage.read(port.sent.get(number).bytes());
        assertTrue(message != null && message.kind() == StunMessage.Kind.REQUEST);
        return message;
    }

    private ByteBuffer success(int number) {
        return StunWriter.success(request(number).id())
                .xorMapped(MAPPED)
                .fingerprint()
                .finish();
    }

    @Test
    void anAnswerTellsAddressAndTimeFromItsOwnTransmission() {
        StunExchange exchange = open(RequestForm.PLAIN);
        assertEquals(Sent.SENT, exchange.transmit());
        assertEquals(Sent.SENT, exchange.transmit());
        long now = System.nanoTime();
        assertTrue(port.receive(success(1), SERVER, now));
        StunAnswer answer = answers.get(0);
        assertEquals(MAPPED, answer.mapped());
        assertEquals(SERVER, answer.server());
        assertEquals(1, answer.transmission());
        assertEquals(now, answer.nanos());
        assertTrue(answer.rttNanos() >= 0);
        assertTrue(port.receive(success(0), SERVER, now), "the first transmission's answer counts too");
        assertTrue(answers.get(1).rttNanos() >= answer.rttNanos());
    }

    @Test
    void everyTransmissionHasItsOwnId() {
        StunExchange exchange = open(RequestForm.PLAIN);
        exchange.transmit();
        exchange.transmit();
        assertFalse(request(0).id().equals(request(1).id()));
    }

    @Test
    void anAnswerTwiceCountsOnceAndNeverReachesTheProgram() {
        open(RequestForm.PLAIN).transmit();
        assertTrue(port.receive(success(0), SERVER, 0));
        assertTrue(port.receive(success(0), SERVER, 0));
        assertEquals(1, answers.size());
    }

    @Test
    void theRightIdFromAnotherSourceIsDroppedAndTheRealAnswerStillCounts() {
        open(RequestForm.PLAIN).transmit();
        assertTrue(port.receive(success(0), OTHER, 0));
        assertTrue(port.receive(success(0), at("198.51.100.11", 3478), 0));
        assertEquals(List.of(), answers);
        assertTrue(port.receive(success(0), SERVER, 0));
        assertEquals(1, answers.size());
    }

    @Test
    void theWrongIdFromTheServerIsSomebodyElses() {
        open(RequestForm.PLAIN).transmit();
        ByteBuffer foreign =
                StunWriter.success(TransactionId.random()).xorMapped(MAPPED).finish();
        assertFalse(port.receive(foreign, SERVER, 0));
        assertEquals(List.of(), answers);
    }

    @Test
    void requestsOfPeersAreLeftToOthers() {
        open(RequestForm.PLAIN).transmit();
        assertFalse(port.receive(port.sent.get(0).bytes(), SERVER, 0));
    }

    @Test
    void aLateAnswerIsSwallowed() {
        StunExchange exchange = open(RequestForm.PLAIN);
        exchange.transmit();
        exchange.close();
        assertTrue(port.receive(success(0), SERVER, 0));
        assertEquals(List.of(), answers);
        assertEquals(Sent.REFUSED, exchange.transmit());
        assertEquals(1, port.sent.size());
    }

    @Test
    void anAnswerOverAReplacedSocketIsDropped() {
        StunExchange exchange = open(RequestForm.PLAIN);
        exchange.transmit();
        port.generation++;
        assertTrue(port.receive(success(0), SERVER, 0));
        assertEquals(List.of(), answers);
        exchange.transmit();
        assertTrue(port.receive(success(1), SERVER, 0));
        assertEquals(1, answers.size());
    }

    @Test
    void aServerOfUnknownKindIsAskedInBothFormsInTurn() {
        StunExchange exchange = client.open(SERVER, RequestForm.EITHER, answers::add);
        for (int i = 0; i < 4; i++) {
            exchange.transmit();
        }
        List<Integer> lengths = new ArrayList<>();
        for (FakePort.Datagram each : port.sent) {
            lengths.add(each.bytes().remaining());
        }
        assertEquals(List.of(28, 40, 28, 40), lengths);
        port.receive(success(3), SERVER, 0);
        assertEquals(RequestForm.DERP, answers.get(0).form());
        exchange.transmit();
        exchange.transmit();
        assertEquals(40, port.sent.get(4).bytes().remaining(), "the form that was answered is kept");
        assertEquals(40, port.sent.get(5).bytes().remaining());
    }

    @Test
    void garbageFromTheServerIsABadResponse() {
        StunExchange exchange = open(RequestForm.PLAIN);
        exchange.transmit();
        assertEquals(StunFailure.TIMEOUT, exchange.failure());
        ByteBuffer garbage =
                ByteBuffer.wrap("HTTP/1.1 400 Bad Request".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertFalse(port.receive(garbage, OTHER, 0));
        assertEquals(StunFailure.TIMEOUT, exchange.failure());
        assertFalse(port.receive(garbage, SERVER, 0));
        assertEquals(StunFailure.BAD_RESPONSE, exchange.failure());
    }

    @Test
    void answersThatTellNoAddressAreBadResponses() {
        TransactionId id;
        List<ByteBuffer> bad = new ArrayList<>();
        StunExchange exchange = open(RequestForm.PLAIN);
        exchange.transmit();
        id = request(0).id();
        bad.add(StunWriter.success(id).finish());
        bad.add(StunWriter.success(id).xorMapped(at("203.0.113.7", 0)).finish());
        bad.add(StunWriter.success(id).xorMapped(at("0.0.0.0", 5)).finish());
        bad.add(StunWriter.error(id, 400, "Bad Request").finish());
        ByteBuffer flipped = success(0);
        flipped.put(flipped.limit() - 1, (byte) ~flipped.get(flipped.limit() - 1));
        bad.add(flipped);
        for (ByteBuffer each : bad) {
            assertTrue(port.receive(each, SERVER, 0));
            assertEquals(List.of(), answers);
            assertEquals(StunFailure.BAD_RESPONSE, exchange.failure());
        }
        assertTrue(port.receive(success(0), SERVER, 0), "a forger does not keep the real answer out");
        assertEquals(1, answers.size());
    }

    @Test
    void whatCannotBeSentSaysSo() {
        port.network = (bytes, to) -> Sent.FAILED;
        StunExchange exchange = open(RequestForm.PLAIN);
        assertEquals(Sent.FAILED, exchange.transmit());
        assertEquals(StunFailure.UNREACHABLE, exchange.failure());
        port.network = (bytes, to) -> Sent.REFUSED;
        exchange.transmit();
        assertEquals(StunFailure.REFUSED, exchange.failure());
        assertThrows(
                IllegalArgumentException.class,
                () -> client.open(InetSocketAddress.createUnresolved("x", 1), RequestForm.EITHER, answers::add));
    }

    @Test
    void aQueryIsAnsweredWhileTheRequestIsBeingSent() throws Exception {
        port.network = (bytes, to) -> {
            StunMessage request = StunMessage.read(bytes);
            port.receive(StunWriter.success(request.id()).xorMapped(MAPPED).finish(), to, System.nanoTime());
            return Sent.SENT;
        };
        StunAnswer answer = client.query(SERVER, List.of(RequestForm.PLAIN), Retransmission.rfc8489())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(MAPPED, answer.mapped());
    }

    @Test
    void aQueryTransmitsAgainAndGivesUp() {
        Retransmission schedule = new Retransmission(
                List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(2)), Duration.ofMillis(40));
        CompletableFuture<StunAnswer> query = client.query(SERVER, RequestForm.EITHER, schedule);
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> query.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        StunException cause = assertInstanceOf(StunException.class, failed.getCause());
        assertEquals(StunFailure.TIMEOUT, cause.failure());
        assertEquals("STUN 198.51.100.10 port 3478: timeout", cause.getMessage());
        assertEquals(3, port.sent.size());
    }

    @Test
    void closingFailsWhatIsAskedAndLeavesThePort() {
        CompletableFuture<StunAnswer> query = client.query(SERVER, RequestForm.EITHER, Retransmission.rfc8489());
        client.close();
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> query.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(
                StunFailure.CLOSED,
                assertInstanceOf(StunException.class, failed.getCause()).failure());
        assertEquals(0, port.protocols());
        assertTrue(client.query(SERVER, RequestForm.EITHER, Retransmission.rfc8489())
                .isCompletedExceptionally());
    }

    @Test
    void theScheduleOfTheRfcAndImpossibleOnes() {
        Retransmission rfc = Retransmission.rfc8489();
        assertEquals(Duration.ofMillis(31_500), rfc.offsets().get(6));
        assertEquals(7, rfc.offsets().size());
        assertEquals(Duration.ofMillis(39_500), rfc.limit());
        assertThrows(IllegalArgumentException.class, () -> Retransmission.once(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Retransmission(List.of(Duration.ofMillis(1)), Duration.ofMillis(9)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Retransmission(List.of(Duration.ZERO, Duration.ZERO), Duration.ofMillis(9)));
    }
}
