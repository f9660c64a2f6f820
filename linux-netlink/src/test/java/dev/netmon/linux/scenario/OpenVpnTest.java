// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** OpenVPN from the host to the router, each knowing the other by the fingerprint of its certificate. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class OpenVpnTest {
    private static final String UP = "Initialization Sequence Completed";

    @BeforeEach
    void needsOpenVpn() {
        LabSupport.assume(Tool.OPENVPN, Tool.OPENSSL, Tool.TUN);
    }

    /** Makes a key and a certificate and returns the certificate's fingerprint. */
    private static String identity(Host host) {
        host.file("openssl.cnf", """
                [req]
                distinguished_name=dn
                x509_extensions=ext
                [dn]
                [ext]
                basicConstraints=critical,CA:false
                """);
        return host.sh("cd " + host.folder()
                        + "; openssl req -x509 -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                        + " -keyout key.pem -out cert.pem -days 2 -subj /CN=" + host.name() + " 2>/dev/null;"
                        + " openssl x509 -in cert.pem -noout -fingerprint -sha256 | sed 's/.*=//'")
                .strip();
    }

    private static Daemon openvpn(Host host, String peer, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Tool.OPENVPN.path(),
                "--cd",
                host.folder().toString(),
                "--dev",
                "tun0",
                "--dev-type",
                "tun",
                "--disable-dco",
                "--proto",
                "udp",
                "--key",
                "key.pem",
                "--cert",
                "cert.pem",
                "--peer-fingerprint",
                peer));
        command.addAll(List.of(options));
        return host.run(command.toArray(String[]::new));
    }

    private static Daemon client(StandardRig rig, String... options) {
        String server = identity(rig.router());
        String client = identity(rig.host());
        openvpn(rig.router(), client, "--server", "10.8.0.0", "255.255.255.0", "--topology", "subnet", "--dh", "none")
                .awaitOutput(UP);
        List<String> all =
                new ArrayList<>(List.of("--client", "--remote", "10.1.0.1", "--nobind", "--script-security", "2"));
        all.addAll(List.of(options));
        return openvpn(rig.host(), server, all.toArray(String[]::new));
    }

    @Test
    void fullTunnel(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (Witness witness = Witness.in(rig.host())) {
            Daemon[] client = new Daemon[1];
            witness.step(
                    "full tunnel up",
                    Expected.of("rebind default_interface_changed")
                            .egress("v4 interface=tun0 source=10.8.0.2 usable=yes"),
                    () -> {
                        client[0] = client(rig, "--redirect-gateway", "def1");
                        client[0].awaitOutput(UP);
                    });
            // Without persist-tun it goes through a new interface of the same name, after a second by the plain uplink
            // or at once: its own choice.
            witness.step(
                    "reconnect",
                    Duration.ofMillis(3500),
                    Expected.of("rebind default_interface_changed")
                            .said(1, 2)
                            .egress("v4 interface=tun0 source=10.8.0.2 usable=yes"),
                    () -> {
                        client[0].signal("USR1");
                        client[0].awaitOutput("(?s)" + UP + ".*" + UP);
                    });
            witness.step(
                    "full tunnel down",
                    Expected.of("rebind default_interface_changed")
                            .egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> client[0].close());
            witness.confirm();
        }
    }

    @Test
    void splitTunnel(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (Witness witness = Witness.in(rig.host())) {
            Daemon[] client = new Daemon[1];
            witness.step(
                    "split tunnel up",
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> {
                        client[0] = client(rig, "--route", "10.77.0.0", "255.255.0.0");
                        client[0].awaitOutput(UP);
                    });
            witness.step(
                    "split tunnel down",
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> client[0].close());
            witness.confirm();
        }
    }
}
