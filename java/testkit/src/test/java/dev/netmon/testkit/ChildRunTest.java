// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.testkit.StandardRig.Families;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** A JVM without privileges hands a class to a child that is root in a user namespace; what comes back is the truth. */
class ChildRunTest {

    @Test
    void theChildIsRootOfItsOwnWorldAndReportsEveryTest() {
        Assumptions.assumeTrue(
                Shell.works("unshare", "-Urnm", "true"), "not tested here: unshare -Urnm is not permitted");

        ChildRun run = ChildRun.of(Fixture.class);

        String method = "[engine:junit-jupiter]/[class:" + Fixture.class.getName() + "]/";
        assertEquals(Optional.empty(), run.outcome(method + "[method:passes(dev.netmon.testkit.NetLab)]"));
        String template = method + "[test-template:rigs(" + Families.class.getName() + ", dev.netmon.testkit.NetLab)]/";
        assertEquals(Optional.empty(), run.outcome(template + "[test-template-invocation:#1]"));
        assertEquals(Optional.empty(), run.outcome(template + "[test-template-invocation:#2]"));
        Throwable failed = run.outcome(method + "[method:fails()]").orElseThrow();
        assertTrue(failed.getMessage().contains("as it should"), failed.getMessage());
        Throwable skipped = run.outcome(method + "[method:skips()]").orElseThrow();
        assertInstanceOf(TestAbortedException.class, skipped);
        assertTrue(skipped.getMessage().contains("no such daemon"), skipped.getMessage());
        Throwable unknown = run.outcome(method + "[method:isNotThere()]").orElseThrow();
        assertTrue(unknown.getMessage().contains("did not run"), unknown.getMessage());
    }

    /** Run by the child alone. */
    @ExtendWith(NetLabExtension.class)
    @EnabledIfSystemProperty(named = LabSupport.CHILD_PROPERTY, matches = "true")
    static class Fixture {
        @Test
        void passes(NetLab lab) throws Exception {
            assertEquals("true", System.getProperty(LabSupport.CHILD_PROPERTY));
            assertEquals(LabSupport.Mode.DIRECT, LabSupport.mode());
            Host host = lab.host("alone");
            assertEquals("0\n", host.sh("id -u"));
            assertEquals(
                    1L, host.call(java.net.NetworkInterface::networkInterfaces).count());
        }

        @ParameterizedTest
        @EnumSource
        void rigs(Families families, NetLab lab) {
            StandardRig rig = lab.standardRig(families);
            assertTrue(rig.host().sh("ip -4 route get 73.158.64.1").contains("eth0"));
        }

        @Test
        void fails() {
            assertEquals("as it should", "be");
        }

        @Test
        void skips() {
            Assumptions.abort("no such daemon");
        }
    }
}
