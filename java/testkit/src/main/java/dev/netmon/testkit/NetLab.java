// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A laboratory of its own for one test: hosts, and the wires between them. All of it is gone after {@link #close()}, also
 * when the test failed, and at the latest when the JVM ends; what a killed JVM left behind is removed by the next one.
 *
 * <p>Namespaces are named {@code netmon-PID-NUMBER-HOST}, so runs side by side never meet. Logs and configuration stay in
 * {@code target/netlab}. Safe for use from several threads.
 */
public final class NetLab implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("netmon-(\\d+)-\\S+");
    private static final long PID = ProcessHandle.current().pid();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix;
    private final Path folder;
    private final Namespaces namespaces;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Thread atExit = new Thread(this::closeQuietly, "netlab-exit");
    private boolean closed;

    private NetLab(String label, Namespaces namespaces) {
        this.prefix = "netmon-" + PID + "-" + COUNT.incrementAndGet() + "-";
        this.namespaces = namespaces;
        Path parent = Files.isDirectory(Path.of("target"))
                ? Path.of("target")
                : Path.of(System.getProperty("java.io.tmpdir"));
        this.folder =
                parent.toAbsolutePath().resolve("netlab").resolve(prefix + label.replaceAll("[^A-Za-z0-9_.-]+", "_"));
    }

    /**
     * Opens an empty laboratory.
     *
     * @param label names its folder of logs: the test's name
     * @throws LabException if this JVM cannot make namespaces; see {@link LabSupport#missing()}
     */
    public static NetLab open(String label) {
        if (LabSupport.mode() != LabSupport.Mode.DIRECT) {
            throw new LabException("this JVM cannot make namespaces itself: "
                    + LabSupport.missing().orElse("use NetLabExtension, it starts a child that can"));
        }
        FirstUse.done();
        NetLab lab = new NetLab(label, NativeNamespaces.load());
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        return lab;
    }

    /** Makes a host: an empty namespace with loopback up. */
    public synchronized Host host(String name) {
        if (closed) {
            throw new LabException("the laboratory is closed");
        }
        if (!name.matches("[A-Za-z0-9]+") || hosts.containsKey(name)) {
            throw new LabException("not a name for a new host: " + name);
        }
        String namespace = prefix + name;
        Path own = folder.resolve(name);
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new LabException("cannot make " + own, e);
        }
        Shell.out(List.of("ip", "netns", "add", namespace), Map.of());
        Host host = new Host(name, namespace, Path.of("/run/netns", namespace), own, namespaces);
        hosts.put(name, host);
        host.sh("ip link set lo up");
        return host;
    }

    /** Joins two hosts by a wire (a veth pair), both ends up and without addresses. */
    public void link(Host first, String firstName, Host second, String secondName) {
        first.sh("ip link add " + firstName + " type veth peer name " + secondName + " netns " + second.namespace());
        first.sh("ip link set " + firstName + " up");
        second.sh("ip link set " + secondName + " up");
    }

    /** Makes the network that most tests start from, settled; see {@link StandardRig}. */
    public StandardRig standardRig(StandardRig.Families families) {
        return StandardRig.build(this, families);
    }

    /** Removes all hosts with everything in them. Again: nothing. */
    @Override
    public void close() {
        List<Host> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(hosts.values());
            hosts.clear();
        }
        RuntimeException failure = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = new LabException("not all could be removed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        forgetAtExit();
        if (failure != null) {
            throw failure;
        }
    }

    private void forgetAtExit() {
        if (Thread.currentThread() != atExit) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The JVM is ending: the hook runs, and finds nothing left to do.
            }
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (RuntimeException e) {
            // At the end of the JVM nobody is left to tell; the next JVM sweeps.
        }
    }

    /** Removes what JVMs that are gone have left. */
    static void sweep() {
        Matcher name =
                NAME.matcher(Shell.run(List.of("ip", "netns", "list"), Map.of()).out());
        while (name.find()) {
            if (ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                remove(name.group());
            }
        }
    }

    private static void remove(String namespace) {
        Host.processes(namespace).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        Shell.run(List.of("ip", "netns", "delete", namespace), Map.of());
    }

    /** Done by the first laboratory of this JVM, when none of its own namespaces can be there yet. */
    private static final class FirstUse {
        static {
            sweep();
            Matcher name = NAME.matcher(
                    Shell.run(List.of("ip", "netns", "list"), Map.of()).out());
            while (name.find()) {
                // With our own process id: left by an earlier process that had the same.
                if (Long.parseLong(name.group(1)) == PID) {
                    remove(name.group());
                }
            }
        }

        static void done() {
            // The initializer did it.
        }
    }
}
