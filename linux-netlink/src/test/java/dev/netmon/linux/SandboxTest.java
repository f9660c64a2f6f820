// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.ffi.LinuxConstants;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With few rights the source works; with fewer it says in one line what is missing. */
@ExtendWith(NetLabExtension.class)
class SandboxTest {
    private static final String BINDINGS = "dev.netmon.linux.BindingUnderTest#all";
    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anOrdinaryUserSeesWhatRootSees(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        Assumptions.assumeTrue(
                Files.readString(Path.of("/proc/self/uid_map")).trim().matches("0 +0 +4294967295"),
                "there is no second user in this user namespace");
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"));
        command.addAll(java(binding, readableByAll()));
        Daemon probe = host.run(Map.of("HOME", folder.toString()), command.toArray(String[]::new));
        probe.awaitOutput("opened with 3 interfaces");
        host.sh("ip address add 10.1.0.77/24 dev eth0");
        probe.awaitOutput("an event came");
        assertEquals(0, probe.awaitEnd(), probe.output());
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSandboxWithoutNetlinkIsSaidInOneLine(Binding binding, NetLab lab) throws Exception {
        Host host = lab.host("sandbox");
        Path deny = SmallC.compile(host.folder(), "denynetlink");
        for (int errno : new int[] {LinuxConstants.EAFNOSUPPORT, LinuxConstants.EACCES}) {
            List<String> command = new ArrayList<>(List.of(deny.toString(), Integer.toString(errno)));
            command.addAll(java(binding, System.getProperty("java.class.path")));
            Daemon probe = host.run(command.toArray(String[]::new));
            int exit = probe.awaitEnd();
            Assumptions.assumeTrue(exit != SmallC.NOT_PERMITTED, "seccomp filters are not allowed here");
            assertEquals(0, exit, probe.output());
            String symbol = errno == LinuxConstants.EACCES ? "EACCES (13)" : "EAFNOSUPPORT (97)";
            assertEquals(
                    "failed: socket(AF_NETLINK): " + symbol + ": a sandbox denies rtnetlink; allow AF_NETLINK "
                            + "(systemd: RestrictAddressFamilies=AF_NETLINK; containers: the seccomp profile), or poll",
                    probe.output().strip());
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void withoutDescriptorsItSaysWhatToRaise(Binding binding, NetLab lab) {
        Host host = lab.host("few");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"));
        command.addAll(java(binding, System.getProperty("java.class.path")));
        command.add("hoard");
        Daemon probe = host.run(command.toArray(String[]::new));
        assertEquals(0, probe.awaitEnd(), probe.output());
        assertTrue(probe.output().contains("EMFILE (24): raise the limit of open files"), probe.output());
    }

    private static List<String> java(Binding binding, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of("-cp", classPath, SandboxProbe.class.getName(), binding.name()));
        return command;
    }

    /** A copy of the class path that every user may read: this user's home is closed to others. */
    private String readableByAll() throws IOException {
        Path copies = Files.createDirectory(folder.resolve("class-path"));
        List<String> entries = new ArrayList<>();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            boolean ours = entry.contains("netmon") || Files.isDirectory(from);
            if (!entry.isEmpty() && Files.exists(from) && (ours || entry.contains("/jna") || entry.contains("slf4j"))) {
                Path to = copies.resolve(number++ + "-" + from.getFileName());
                copy(from, to);
                entries.add(to.toString());
            }
        }
        for (Path above = copies; above.startsWith(folder); above = above.getParent()) {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return String.join(":", entries);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(path -> {
                try {
                    Path target = to.resolve(from.relativize(path).toString());
                    Files.copy(path, target);
                    boolean directory = Files.isDirectory(path);
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(directory ? "rwxr-xr-x" : "rw-r--r--"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
