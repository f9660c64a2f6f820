// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One machine of the laboratory: a network namespace with a loopback interface that is up, and whatever the test adds.
 *
 * <p>Shell lines run in the namespace only. Daemons ({@link #run}) also get mounts of their own: {@code /sys} of the
 * namespace, an own {@code /run} and an own {@code /etc/resolv.conf}, shared by the daemons of this host, so that
 * a DHCP client does not rewrite the machine's name servers. Safe for use from several threads.
 */
public final class Host implements AutoCloseable {
    private static final Pattern LINK =
            Pattern.compile("^\\d+: ([^:@]+)\\S* <([^>]*)>.* state (\\S+)", Pattern.MULTILINE);

    private final String name;
    private final String namespace;
    private final Path netns;
    private final Path folder;
    private final Namespaces namespaces;
    private final List<AutoCloseable> held = new ArrayList<>();
    private int runs;

    Host(String name, String namespace, Path netns, Path folder, Namespaces namespaces) {
        this.name = name;
        this.namespace = namespace;
        this.netns = netns;
        this.folder = folder;
        this.namespaces = namespaces;
    }

    /** The short name the test gave. */
    public String name() {
        return name;
    }

    /** The full name, as {@code ip netns} shows it. */
    public String namespace() {
        return namespace;
    }

    /** A folder of this host's own for configuration and logs; it stays after the test. */
    public Path folder() {
        return folder;
    }

    /**
     * Runs shell lines inside and returns what they wrote on standard output. They stop at the first command that fails
     * (sh -e); {@code $TMPF} is the path of a scratch file.
     *
     * @throws LabException with the standard error, if the exit code is not 0
     */
    public String sh(String script) {
        return Shell.out(
                inside("sh", "-ec", script),
                Map.of("TMPF", folder.resolve("tmpf").toString()));
    }

    /** As {@link #sh}, with the mounts that daemons get: for control programs such as nmcli or networkctl. */
    public String shWithMounts(String script) {
        return Shell.out(mounted(List.of("sh", "-ec", script)), Map.of());
    }

    /** Starts a program inside, in the foreground of its own process. */
    public Daemon run(String... command) {
        return run(Map.of(), command);
    }

    /** Starts a program inside with additions to its environment. */
    public Daemon run(Map<String, String> env, String... command) {
        try {
            Path program = Path.of(command[0]).getFileName();
            Path log;
            synchronized (held) {
                log = folder.resolve(++runs + "-" + program + ".log");
            }
            Process process = Shell.builder(mounted(List.of(command)), env)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Daemon daemon = new Daemon(program + " on " + name, process, log);
            hold(daemon);
            return daemon;
        } catch (IOException e) {
            throw new LabException("cannot run " + command[0] + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file into {@link #folder()} and returns its absolute path. */
    public Path file(String fileName, String content) {
        try {
            Path file = folder.resolve(fileName);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new LabException("cannot write " + fileName, e);
        }
    }

    /** Sets a kernel parameter of this namespace, named as under {@code /proc/sys}: {@code net/ipv4/ip_forward}. */
    public void sysctl(String key, String value) {
        sh("echo '" + value + "' > '/proc/sys/" + key + "'");
    }

    /** Makes this host a router for both families. */
    public void forward() {
        sysctl("net/ipv4/ip_forward", "1");
        sh("if test -e /proc/sys/net/ipv6; then echo 1 > /proc/sys/net/ipv6/conf/all/forwarding; fi");
    }

    /** Hides IPv4 senders behind this host's own address on what leaves by the interface, as a home router does. */
    public void masquerade(String interfaceName) {
        sh("nft add table ip netlab; nft 'add chain ip netlab post { type nat hook postrouting priority srcnat; }';"
                + " nft add rule ip netlab post oifname " + interfaceName + " masquerade");
    }

    /** Makes a tun interface, held open by this process until it is closed. It is down and without address. */
    public Tun tun(String interfaceName) {
        int descriptor = onThread("tun " + interfaceName, () -> namespaces.openTun(interfaceName));
        Tun tun = new Tun(interfaceName, namespaces, descriptor);
        hold(tun);
        return tun;
    }

    /**
     * Runs code on a fresh platform thread that has entered this namespace, and returns its result. Sockets it opens
     * belong to this host. So do those of the threads it starts: Linux clones a thread from the one that starts it, with
     * its namespace. A pool filled earlier, or elsewhere, is not of this host.
     *
     * @throws Exception what the code threw, unwrapped
     */
    public <T> T call(Callable<T> code) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        namespaces.enter(netns);
                        result.complete(code.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "netlab-" + name + "-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        } finally {
            join(thread);
        }
    }

    /** A platform thread, not yet started, that enters this namespace and then runs the code. */
    public Thread thread(String threadName, Runnable code) {
        Thread thread = new Thread(
                () -> {
                    namespaces.enter(netns);
                    code.run();
                },
                "netlab-" + name + "-" + threadName);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Waits until nothing is on its way any more from what was done before: every link that is up shows the operational
     * state its carrier gives it (the kernel holds carrier messages back for up to a second, and sets that state when it
     * sends them), and no address is still checked for duplicates.
     */
    public void awaitQuiet() {
        Await.until("links and addresses of " + name + " are settled", this::isQuiet, () -> sh("ip address"));
    }

    private boolean isQuiet() {
        Matcher link = LINK.matcher(sh("ip -o link"));
        while (link.find()) {
            List<String> flags = List.of(link.group(2).split(","));
            boolean settled = !flags.contains("UP")
                    || link.group(3).equals("UNKNOWN")
                    || (flags.contains("LOWER_UP")
                            ? link.group(3).equals("UP")
                            : link.group(3).endsWith("DOWN"));
            if (!settled) {
                return false;
            }
        }
        return sh("ip -6 -o address show tentative").lines().allMatch(line -> line.contains("dadfailed"));
    }

    /** Processes whose main thread is inside, by their ids. */
    List<Long> processes() {
        return processes(namespace);
    }

    static List<Long> processes(String namespace) {
        return Shell.run(List.of("ip", "netns", "pids", namespace), Map.of())
                .out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    private void hold(AutoCloseable thing) {
        synchronized (held) {
            held.add(thing);
        }
    }

    private List<String> inside(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + netns, "--"));
        all.addAll(List.of(command));
        return all;
    }

    private List<String> mounted(List<String> command) {
        try {
            Files.createDirectories(folder.resolve("run"));
            if (!Files.exists(folder.resolve("resolv.conf"))) {
                Files.createFile(folder.resolve("resolv.conf"));
            }
        } catch (IOException e) {
            throw new LabException("cannot prepare " + folder, e);
        }
        // A link to a file that is not there cannot be mounted over; then there is nothing to protect either.
        // Network managers take a read-only /sys for a container, and do not wait for a udev that is not there.
        String script = "mount -t sysfs -o ro sysfs /sys || :; mount --bind \"$0/run\" /run;"
                + " if test -e /etc/resolv.conf; then mount --bind \"$0/resolv.conf\" /etc/resolv.conf; fi; exec \"$@\"";
        List<String> all = new ArrayList<>(inside("unshare", "-m", "sh", "-ec", script, folder.toString()));
        all.addAll(command);
        return all;
    }

    private <T> T onThread(String what, Callable<T> code) {
        try {
            return call(code);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LabException(what + ": " + e.getMessage(), e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all that runs inside and removes the namespace. Again: nothing. */
    @Override
    public void close() {
        List<AutoCloseable> things;
        synchronized (held) {
            things = new ArrayList<>(held);
            held.clear();
        }
        LabException failure = null;
        for (int i = things.size() - 1; i >= 0; i--) {
            try {
                things.get(i).close();
            } catch (Exception e) {
                failure = new LabException("closing " + name + ": " + e.getMessage(), e);
            }
        }
        if (Files.exists(netns)) {
            // What put itself into the background. Only what this laboratory started can be in here.
            killAll();
            Shell.out(List.of("ip", "netns", "delete", namespace), Map.of());
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void killAll() {
        long self = ProcessHandle.current().pid();
        for (long pid : processes()) {
            Optional<ProcessHandle> process = pid == self ? Optional.empty() : ProcessHandle.of(pid);
            process.ifPresent(ProcessHandle::destroyForcibly);
        }
        Await.until(
                "no process is left in " + namespace, () -> processes().stream().allMatch(pid -> pid == self));
    }

    @Override
    public String toString() {
        return name;
    }
}
