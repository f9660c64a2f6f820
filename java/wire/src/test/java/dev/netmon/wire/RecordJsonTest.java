// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions;
import dev.netmon.wire.RecordParser.BadRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {

    private final RecordParser parser = new RecordParser();

    private RecordedInput parse(String json) throws Exception {
        return parser.parse(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theOptionsComeBack() throws Exception {
        MonitorOptions options = MonitorOptions.defaults()
                .withTiming(Duration.ofNanos(1), Duration.ofHours(3))
                .withEager(MonitorOptions.Eager.OFF)
                .withPolicy(MonitorOptions.Policy.ALWAYS)
                .withProbe(dev.netmon.Addresses.parse("192.0.2.1"))
                .withOwnTunnel("wg0")
                .withOwnTunnel("a \"b\"");
        LineBuffer buffer = new LineBuffer();
        new RecordJson(buffer).start(options);
        String json = new String(buffer.array(), 0, buffer.length(), StandardCharsets.UTF_8);
        assertEquals(
                "{\"netmon\":1,\"record\":\"start\",\"settle_ns\":1,\"max_wait_ns\":10800000000000,\"eager\":\"off\","
                        + "\"policy\":\"always\",\"probe_v4\":\"192.0.2.1\",\"probe_v6\":\"2601:648::1\","
                        + "\"own_tunnels\":[\"a \\\"b\\\"\",\"wg0\"]}",
                json);
        assertEquals(new RecordedInput.Start(options), parse(json));
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        assertNull(parse("{\"netmon\":1,\"record\":\"weather\",\"sun\":true}"));
        assertEquals(
                new RecordedInput.Source(new dev.netmon.BackendInfo("x", null, null)),
                parse("{\"netmon\":1,\"record\":\"source\",\"more\":[],\"name\":\"x\",\"binding\":null,"
                        + "\"fallback_reason\":null}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "[]",
                "{}",
                "{\"netmon\":1}",
                "{\"netmon\":0,\"record\":\"close\"}",
                "{\"netmon\":null,\"record\":\"close\"}",
                "{\"netmon\":1e99,\"record\":\"close\"}",
                "{\"netmon\":1,\"record\":\"await\",\"time\":\"yesterday\",\"mono_ns\":1}",
                "{\"netmon\":1,\"record\":\"await\",\"time\":\"2026-01-01T00:00:00Z\",\"mono_ns\":1e999999999}",
                "{\"netmon\":1,\"record\":\"route\",\"to\":\"example.org\",\"answer\":null}",
                "{\"netmon\":1,\"record\":\"route\",\"to\":\"999.1.1.1\",\"answer\":null}",
                "{\"netmon\":1,\"record\":\"route\",\"to\":\"1::2::3\",\"answer\":null}",
                "{\"netmon\":1,\"record\":\"route\",\"to\":\"\",\"answer\":null}",
                "{\"netmon\":1,\"record\":\"interface_address\",\"index\":1,\"address\":\"::1\",\"prefix\":128,\"flags\":[]}",
                "{\"netmon\":1,\"record\":\"failed\",\"call\":\"sleep\",\"message\":\"\"}",
                "{\"netmon\":1,\"record\":\"start\",\"settle_ns\":5,\"max_wait_ns\":1,\"eager\":\"on\"}",
            })
    void whatCannotBeIsABadRecord(String json) {
        BadRecord e = assertThrows(BadRecord.class, () -> parse(json));
        assertTrue(!e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void deepNestingIsABadRecord() {
        assertThrows(BadRecord.class, () -> parse("[".repeat(200_000)));
    }

    @Test
    void brokenTextIsABadRecord() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'{', '"', (byte) 0xc3, '"', '}'});
        assertThrows(BadRecord.class, () -> parser.parse(bytes));
    }
}
