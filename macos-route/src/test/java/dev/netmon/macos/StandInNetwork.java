// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.macos.DarwinHost.EN0;
import static dev.netmon.macos.DarwinHost.EN1;

import dev.netmon.Family;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.DarwinStandIn.State;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.spi.LinkSource;
import dev.netmon.testkit.TestNetwork;
import java.net.InetAddress;
import java.util.concurrent.Callable;

/** The network of a {@link DarwinHost}, for the contract of a source. */
final class StandInNetwork implements TestNetwork {
    private static final String ADDRESS = "192.168.1.20";
    private static final String SPARE = "192.168.1.77";
    private static final String OTHER = "10.7.0.20";

    private final DarwinHost host;

    private StandInNetwork(DarwinHost host) {
        this.host = host;
    }

    static StandInNetwork build(Binding binding) throws Exception {
        HeaderAudit.assumeCompiler();
        DarwinHost host = new DarwinHost(binding);
        host.put(EN0, ADDRESS + "/24");
        host.put(EN0, "fe80::4/64");
        host.put(EN1, OTHER + "/16");
        host.routeQuietly(EN0, "192.168.1.1", ADDRESS);
        return new StandInNetwork(host);
    }

    @Override
    public LinkSource source() {
        return host.source();
    }

    @Override
    public <T> T inside(Callable<T> code) throws Exception {
        return code.call();
    }

    @Override
    public String uplink() {
        return "en0";
    }

    @Override
    public String otherUplink() {
        return "en1";
    }

    @Override
    public InetAddress address() {
        return DarwinHost.ip(ADDRESS);
    }

    @Override
    public InetAddress spareAddress() {
        return DarwinHost.ip(SPARE);
    }

    @Override
    public InetAddress destination() {
        return DarwinHost.ip("73.158.64.1");
    }

    @Override
    public void addSpareAddress() {
        host.addAddress(EN0, SPARE + "/24");
    }

    @Override
    public void removeSpareAddress() {
        host.removeAddress(EN0, SPARE);
    }

    @Override
    public void moveDefaultAway() {
        host.defaultRoute(EN1, "10.7.0.1", OTHER);
    }

    @Override
    public void moveDefaultBack() {
        host.defaultRoute(EN0, "192.168.1.1", ADDRESS);
    }

    @Override
    public void removeDefault() {
        host.deleteDefault(Family.V4);
    }

    @Override
    public void loseCarrier() {
        host.loseCarrier(EN0);
    }

    /** Removes the host, and finds out what its users left open. */
    @Override
    public void close() {
        State state = host.standIn().state();
        if (state.open() != 0 || state.lists() != 0) {
            throw new AssertionError("left open: " + state);
        }
    }
}
