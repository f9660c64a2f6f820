// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.spi.LinkSource;
import dev.netmon.testkit.TestNetwork;
import java.net.InetAddress;
import java.util.concurrent.Callable;

/** The network of a {@link StandInWindows}, for the contract that every backend has to keep. */
final class StandInNetwork implements TestNetwork {
    private static final String SPARE = "192.0.2.77";

    private final StandInWindows machine;

    StandInNetwork(StandInWindows machine) {
        this.machine = machine;
    }

    @Override
    public LinkSource source() {
        return machine.source();
    }

    @Override
    public <T> T inside(Callable<T> code) throws Exception {
        return code.call();
    }

    @Override
    public String uplink() {
        return StandInWindows.ETHERNET_NAME;
    }

    @Override
    public String otherUplink() {
        return StandInWindows.WIFI_NAME;
    }

    @Override
    public InetAddress address() {
        return StandInWindows.ip("192.0.2.20");
    }

    @Override
    public InetAddress spareAddress() {
        return StandInWindows.ip(SPARE);
    }

    @Override
    public InetAddress destination() {
        return StandInWindows.ip("73.158.64.1");
    }

    @Override
    public void addSpareAddress() {
        machine.addAddress(StandInWindows.ETHERNET, SPARE, 24);
    }

    @Override
    public void removeSpareAddress() {
        machine.removeAddress(SPARE);
    }

    @Override
    public void moveDefaultAway() {
        machine.addRoute("0.0.0.0", 0, StandInWindows.WIFI, "198.51.100.1", 0);
        machine.removeRoute("0.0.0.0", 0, StandInWindows.ETHERNET);
    }

    @Override
    public void moveDefaultBack() {
        machine.addRoute("0.0.0.0", 0, StandInWindows.ETHERNET, "192.0.2.1", 0);
        machine.removeRoute("0.0.0.0", 0, StandInWindows.WIFI);
    }

    @Override
    public void removeDefault() {
        machine.removeRoute("0.0.0.0", 0, StandInWindows.ETHERNET);
    }

    @Override
    public void loseCarrier() {
        machine.disconnect(StandInWindows.ETHERNET);
    }

    @Override
    public void close() {
        machine.standIn().forget();
    }
}
