// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aReplayPrintsWhatTheWatchPrinted() {
        Path file = folder.resolve("a.pcapng");
        for (String form : List.of("--json", "--color=never")) {
            Network network = new Network();
            Run watch = Run.over(network.source);
            watch.start("watch", form, "--all", "--raw", "--settle", "1s", "--record", file.toString(), "--count", "3");
            watch.line("snapshot");
            network.leaveByEth1();
            watch.line("already_told");
            network.mtu(Network.ETH0, "eth0", 1400);
            assertEquals(Exit.DONE, watch.exit(), watch.errors());
            assertEquals("", watch.errors());

            Run replay = new Run().run("replay", file.toString(), form, "--all", "--raw");
            assertEquals("", replay.errors());
            assertEquals(Exit.DONE, replay.exit());
            assertEquals(watch.lines(), replay.lines());
        }
    }

    @Test
    void theRecordedOptionsCount() {
        Path file = folder.resolve("b.pcapng");
        Network network = new Network();
        Run watch = Run.over(network.source);
        watch.start("watch", "--no-eager", "--policy", "always", "--record", file.toString(), "--count", "1");
        watch.line("snapshot");
        network.mtu(Network.ETH0, "eth0", 1400);
        watch.finish();
        Run replay = new Run().run("replay", file.toString());
        assertEquals(watch.lines(), replay.lines());
        assertTrue(replay.lines().get(1).contains("rebind"), replay.lines().toString());
    }

    @Test
    void whatIsPrintedIsChosenAnew() throws IOException {
        Path file = recording();
        Run replay = new Run().run("replay", file.toString(), "--no-initial", "--count", "1");
        assertEquals(1, replay.lines().size());
        assertTrue(replay.lines().get(0).contains("eager"), replay.lines().toString());
        Run tooMany = new Run().run("replay", file.toString(), "--count", "1000");
        assertEquals(Exit.FAILED, tooMany.exit());
        assertEquals("", tooMany.errors());
    }

    @Test
    void aCutRecordingPrintsWhatIsWholeAndSaysSo() throws IOException {
        Path file = recording();
        byte[] bytes = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.pcapng"), Arrays.copyOf(bytes, bytes.length - 9));
        Run replay = new Run().run("replay", cut.toString());
        assertEquals(Exit.FAILED, replay.exit());
        assertTrue(
                replay.error().startsWith("netmon replay: ") && replay.error().contains("cut"), replay.error());
        assertEquals(new Run().run("replay", file.toString()).lines(), replay.lines());
    }

    @Test
    void aMissingFileAForeignOneAndAFolderAreOneLineEach() throws IOException {
        Path foreign = Files.writeString(folder.resolve("x.txt"), "this is not it");
        Path empty = Files.createFile(folder.resolve("empty"));
        for (Path path : List.of(folder.resolve("missing"), foreign, empty, folder)) {
            Run replay = new Run().run("replay", path.toString());
            assertEquals(Exit.FAILED, replay.exit(), path.toString());
            assertTrue(replay.error().contains(path.toString()), replay.error());
            assertEquals(List.of(), replay.lines());
        }
    }

    @Test
    void withoutAFileItIsUsage() {
        Run replay = new Run().run("replay");
        assertEquals(Exit.USAGE, replay.exit());
        assertTrue(replay.error().contains("FILE"), replay.error());
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeAnythingStarts() {
        Run watch = Run.opening(options -> {
            throw new AssertionError("opened");
        });
        watch.run("watch", "--record", folder.resolve("no/such/folder.pcapng").toString());
        assertEquals(Exit.FAILED, watch.exit());
        assertTrue(watch.error().contains("no/such/folder.pcapng"), watch.error());
    }

    @Test
    void aBackendThatCannotRunLeavesTheFileAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.pcapng"), "of last week");
        Run watch = Run.opening(options -> {
            throw new BackendUnavailableException("no such backend here");
        });
        assertEquals(
                Exit.UNAVAILABLE,
                watch.start("watch", "--backend", "native", "--record", file.toString())
                        .exit());
        assertEquals("of last week", Files.readString(file));
    }

    private Path recording() throws IOException {
        Path file = folder.resolve("r.pcapng");
        Network network = new Network();
        Run watch = Run.over(network.source);
        watch.start(
                "watch", "--all", "--settle", "2s", "--max-wait", "4s", "--record", file.toString(), "--count", "2");
        watch.line("snapshot");
        network.leaveByEth1();
        watch.finish();
        return file;
    }
}
