// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** keepalived, whose virtual address comes and goes and is nobody's source. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class KeepalivedTest {

    @Test
    void virtualAddress(NetLab lab) throws Exception {
        LabSupport.assume(Tool.KEEPALIVED);
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        Host host = rig.host();
        Path config = host.file("keepalived.conf", """
                vrrp_instance one {
                  state MASTER
                  interface eth0
                  virtual_router_id 7
                  priority 200
                  advert_int 1
                  virtual_ipaddress {
                    10.1.0.100/32 dev eth0
                  }
                }
                """);
        host.sh("chmod 644 " + config);
        try (Witness witness = Witness.in(host)) {
            Daemon[] keepalived = new Daemon[1];
            witness.step(
                    "becomes master",
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> {
                        keepalived[0] = host.run(Tool.KEEPALIVED.path(), "-n", "-l", "-P", "-f", config.toString());
                        Await.until(
                                "the virtual address",
                                () -> host.sh("ip addr").contains("10.1.0.100"),
                                keepalived[0]::output);
                    });
            witness.step(
                    "ends",
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> keepalived[0].close());
            witness.confirm();
        }
    }
}
