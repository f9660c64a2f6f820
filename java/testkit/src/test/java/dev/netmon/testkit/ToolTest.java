// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

class ToolTest {

    @ParameterizedTest
    @EnumSource
    void isEitherHereOrNamedWithWhatToInstall(Tool tool) {
        tool.missing()
                .ifPresentOrElse(
                        reason -> {
                            assertTrue(reason.contains("package") || reason.contains("needs"), reason);
                            TestAbortedException skipped =
                                    assertThrows(TestAbortedException.class, () -> LabSupport.assume(tool));
                            assertTrue(skipped.getMessage().contains(reason), skipped.getMessage());
                        },
                        () -> {
                            LabSupport.assume(tool);
                            assertEquals(List.of(), LabSupport.missing(tool));
                            if (tool != Tool.TUN && tool != Tool.USERS) {
                                assertTrue(Files.isExecutable(Path.of(tool.path())));
                            }
                        });
    }
}
