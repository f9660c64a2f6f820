// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PingCommandTest {

    private final Run run = Run.over(new Network().source);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127.0.0.1 --count 1                        | HOST:PORT
                    127.0.0.1:3478 --every 4ms                 | --every is 4ms: give at least 5ms
                    127.0.0.1:3478 --count 0                   | --count is 0: give at least 1
                    127.0.0.1:3478 --port 65536                | --port is 65536: give 1 to 65535
                    127.0.0.1:3478 --mode other                | 'other' is none of keep-port, fresh-port
                    127.0.0.1:3478 --ufrag abcd                | give --ufrag and --pwd
                    127.0.0.1:3478 --local-pwd abcd            | give --ufrag and --pwd
                    127.0.0.1:3478 --ufrag a:b --pwd abcd      | an ICE ufrag is 1 to 256 letters
                    """)
    void nonsenseIsUsageAndNothingIsSent(String arguments, String message) {
        String[] words = ("ping " + arguments).split(" ");
        assertEquals(Exit.USAGE, run.start(words).exit());
        assertTrue(run.error().contains(message), run.errors());
    }

    @ParameterizedTest
    @CsvSource({"--json", "--color=never"})
    void whereNothingAnswersTheSummarySaysSoAndItFails(String how) throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String peer = "127.0.0.1:" + silent.getLocalPort();
            assertEquals(
                    Exit.FAILED,
                    run.start("ping", peer, "--count", "2", "--every", "5ms", how)
                            .exit());
        }
        String last = run.lines().get(run.lines().size() - 1);
        assertTrue(
                last.contains("\"sent\":2,\"received\":0,\"lost\":2,\"longest_gap_ms\":null")
                        || last.endsWith("summary  2 sent, 0 answered, 2 lost, 0 rebinds"),
                last);
        assertEquals("", run.errors());
    }

    @Test
    void icePeersAreToldWhoWeAre() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String peer = "127.0.0.1:" + silent.getLocalPort();
            run.start("ping", peer, "--count", "1", "--no-rebind", "--ufrag", "abcd", "--pwd", "secretsecret")
                    .exit();
        }
        assertTrue(run.error().matches("netmon: ours are --local-ufrag \\S{8} --local-pwd \\S{24}"), run.errors());
    }
}
