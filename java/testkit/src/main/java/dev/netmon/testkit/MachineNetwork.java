// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.Addresses;
import dev.netmon.spi.LinkSource;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A network on the machine itself, for systems without network namespaces: two virtual links with addresses of a private
 * prefix, and a route to a destination that nobody else uses. What the machine needs for its own traffic is not touched:
 * instead of the default route a test moves the route to 198.18.77.0/24, out of the range for measurements of RFC 2544.
 *
 * <p>Commands are the system's own and run one after the other; each is waited for.
 */
public abstract class MachineNetwork implements TestNetwork {
    /** What the test's route leads to. */
    protected static final String DESTINATION = "198.18.77.0/24";

    /** The first uplink's address, and the router behind it. */
    protected static final String ADDRESS = "10.77.1.2";

    protected static final String GATEWAY = "10.77.1.1";

    /** The address that comes and goes on the first uplink. */
    protected static final String SPARE = "10.77.1.77";

    /** The second uplink's address, and the router behind it. */
    protected static final String OTHER_ADDRESS = "10.77.2.2";

    protected static final String OTHER_GATEWAY = "10.77.2.1";

    /** Longest time a command may take; a hanging one fails the test instead of the build. */
    private static final long LIMIT_SECONDS = 60;

    private final Callable<LinkSource> sources;

    /** A network read by such sources; nothing is changed yet. */
    protected MachineNetwork(Callable<LinkSource> sources) {
        this.sources = sources;
    }

    /**
     * Runs a command to its end and returns what it said.
     *
     * @throws LabException if it fails
     */
    protected static String run(List<String> command) {
        Path said = null;
        try {
            // Through a file: a pipe may be held open by what the command leaves behind.
            said = Files.createTempFile("network", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException("still running after " + LIMIT_SECONDS + " s: " + command);
            }
            String text = new String(Files.readAllBytes(said), Charset.defaultCharset());
            if (process.exitValue() != 0) {
                throw new LabException("exit " + process.exitValue() + " of " + command + "\n" + text.strip());
            }
            return text;
        } catch (IOException e) {
            throw new LabException("cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted in " + command, e);
        } finally {
            Shell.delete(said);
        }
    }

    /** Whether a command is there and succeeds. */
    protected static boolean works(List<String> command) {
        try {
            run(command);
            return true;
        } catch (LabException e) {
            return false;
        }
    }

    @Override
    public LinkSource source() throws Exception {
        return sources.call();
    }

    @Override
    public <T> T inside(Callable<T> code) throws Exception {
        return code.call();
    }

    @Override
    public InetAddress address() {
        return Addresses.parse(ADDRESS);
    }

    @Override
    public InetAddress spareAddress() {
        return Addresses.parse(SPARE);
    }

    @Override
    public InetAddress destination() {
        return Addresses.parse("198.18.77.1");
    }

    @Override
    public boolean isolated() {
        return false;
    }
}
