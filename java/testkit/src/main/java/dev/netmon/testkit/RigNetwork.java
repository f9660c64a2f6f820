// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.Addresses;
import dev.netmon.spi.LinkSource;
import java.net.InetAddress;
import java.util.concurrent.Callable;

/** The standard rig as the network of the contract test, for every backend that runs on Linux. */
public final class RigNetwork implements TestNetwork {
    private final NetLab lab;
    private final StandardRig rig;
    private final Callable<LinkSource> sources;

    private RigNetwork(NetLab lab, Callable<LinkSource> sources) {
        this.lab = lab;
        this.rig = lab.standardRig(StandardRig.Families.V4_ONLY);
        this.sources = sources;
    }

    /** Builds the rig in a laboratory of its own. */
    public static RigNetwork build(Callable<LinkSource> sources) {
        NetLab lab = NetLab.open("contract");
        try {
            return new RigNetwork(lab, sources);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    /** The rig, for tests that go beyond the contract. */
    public StandardRig rig() {
        return rig;
    }

    @Override
    public LinkSource source() throws Exception {
        return sources.call();
    }

    @Override
    public <T> T inside(Callable<T> code) throws Exception {
        return rig.host().call(code);
    }

    @Override
    public String uplink() {
        return "eth0";
    }

    @Override
    public String otherUplink() {
        return "eth1";
    }

    @Override
    public InetAddress address() {
        return Addresses.parse("10.1.0.2");
    }

    @Override
    public InetAddress spareAddress() {
        return Addresses.parse("10.1.0.77");
    }

    @Override
    public InetAddress destination() {
        return Addresses.parse("73.158.64.1");
    }

    @Override
    public void addSpareAddress() {
        rig.host().sh("ip address add 10.1.0.77/24 dev eth0");
    }

    @Override
    public void removeSpareAddress() {
        rig.host().sh("ip address del 10.1.0.77/24 dev eth0");
    }

    @Override
    public void moveDefaultAway() {
        rig.host().sh("ip route replace default via 10.2.0.1");
    }

    @Override
    public void moveDefaultBack() {
        rig.host().sh("ip route replace default via 10.1.0.1");
    }

    @Override
    public void removeDefault() {
        rig.host().sh("ip route del default");
    }

    @Override
    public void loseCarrier() {
        rig.router().sh("ip link set ra down");
    }

    @Override
    public void close() {
        lab.close();
    }
}
