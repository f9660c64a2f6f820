// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.SourceException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program that {@link SandboxTest} runs where rights are missing: opens a source, says so, waits for one event, says
 * so. Arguments: the binding, and {@code hoard} to take all descriptors but two first.
 */
final class SandboxProbe {
    private SandboxProbe() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            hoard(Binding.valueOf(args[0]));
        }
        try (NetlinkSource source = (NetlinkSource) new LinuxSourceProvider().create(Binding.valueOf(args[0]))) {
            int interfaces = source.open().interfaces().size();
            System.out.println("opened with " + interfaces + " interfaces");
            AtomicInteger events = new AtomicInteger();
            while (events.get() == 0) {
                source.await(-1);
                source.drain(event -> events.incrementAndGet());
            }
            System.out.println("an event came");
        } catch (SourceException e) {
            System.out.println("failed: " + e.getMessage());
        }
    }

    /** Loads what a source needs, then leaves room for two descriptors; a source has four. */
    private static void hoard(Binding binding) throws Exception {
        try (NetlinkSource source = (NetlinkSource) new LinuxSourceProvider().create(binding)) {
            source.open();
        }
        // Class files are read through descriptors too: load what a failure needs.
        KernelPort.describe("nothing", 0, new SourceException("nothing").getMessage());
        List<InputStream> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            taken.get(0).close();
            taken.get(1).close();
        }
    }
}
