// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.BackendInfo;
import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions;
import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.spi.Check;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.LinkSourceProvider;
import java.util.List;
import java.util.Locale;

/** Makes {@link NetlinkSource}s; found by the service loader. */
public final class LinuxSourceProvider implements LinkSourceProvider {
    /** The backend's name in options, events and JSON. */
    public static final String NAME = "linux-netlink";

    /** For the service loader. */
    public LinuxSourceProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean supported() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    @Override
    public LinkSource create(MonitorOptions.Binding binding) throws BackendUnavailableException {
        try {
            Bound<LinuxLibrary> chosen = Bindings.linux(choice(binding));
            String name = chosen.binding().name().toLowerCase(Locale.ROOT);
            return new NetlinkSource(chosen.library(), new BackendInfo(NAME, name, chosen.notChosen()));
        } catch (BindingUnavailableException e) {
            throw new BackendUnavailableException(NAME + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Check> diagnose(MonitorOptions.Binding binding) {
        return LinuxDiagnosis.run(choice(binding));
    }

    /** The two have the same names. */
    private static BindingChoice choice(MonitorOptions.Binding binding) {
        return BindingChoice.valueOf(binding.name());
    }
}
