// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

/**
 * A host at home with two uplinks, each behind a router that hides it behind one public address, and an internet with two
 * STUN servers.
 *
 * <pre>
 * host eth0 192.168.1.2/24 ── 192.168.1.1 routerA 203.0.113.1 ──┐
 *                                                               ├── 203.0.113.254 internet 198.51.100.10, 198.51.100.11
 * host eth1 192.168.2.2/24 ── 192.168.2.1 routerB 203.0.113.2 ──┘
 * </pre>
 *
 * The default route is by router A. A packet with the address of one uplink that leaves by the other gets no answer, as at
 * home. IPv6 is switched off until {@link #enableIpv6}. The rig is settled when it is handed out.
 */
public final class NatRig {

    /** The one by which the default route leaves at first. */
    public static final String GATEWAY_A = "192.168.1.1";

    /** The other. */
    public static final String GATEWAY_B = "192.168.2.1";

    public static final String PUBLIC_A = "203.0.113.1";
    public static final String PUBLIC_B = "203.0.113.2";

    /** The addresses of the STUN servers, which listen on port {@link #STUN_PORT}. */
    public static final String SERVER_1 = "198.51.100.10";

    public static final String SERVER_2 = "198.51.100.11";
    public static final int STUN_PORT = 3478;

    private final NetLab lab;
    private final Host host;
    private final Host routerA;
    private final Host routerB;
    private final Host internet;

    private NatRig(NetLab lab) {
        this.lab = lab;
        this.host = lab.host("host");
        this.routerA = lab.host("routerA");
        this.routerB = lab.host("routerB");
        this.internet = lab.host("internet");
    }

    /** Builds it. Needs {@link Tool#NFT}; the servers need {@link Tool#COTURN} and are started by {@link #startServers}. */
    public static NatRig build(NetLab lab) {
        NatRig rig = new NatRig(lab);
        for (Host each : new Host[] {rig.host, rig.routerA, rig.routerB, rig.internet}) {
            each.sh("for i in all default; do f=/proc/sys/net/ipv6/conf/$i/disable_ipv6;"
                    + " if test -e $f; then echo 1 > $f; fi; done");
        }
        lab.link(rig.host, "eth0", rig.routerA, "lan");
        lab.link(rig.host, "eth1", rig.routerB, "lan");
        lab.link(rig.routerA, "wan", rig.internet, "toA");
        lab.link(rig.routerB, "wan", rig.internet, "toB");
        rig.internet.sh("ip link add net type bridge; ip link set net up;"
                + " ip link set toA master net; ip link set toB master net; ip address add 203.0.113.254/24 dev net;"
                + " ip address add " + SERVER_1 + "/32 dev lo; ip address add " + SERVER_2 + "/32 dev lo");
        rig.internet.forward();
        router(rig.routerA, GATEWAY_A, PUBLIC_A);
        router(rig.routerB, GATEWAY_B, PUBLIC_B);
        rig.host.sh("ip address add 192.168.1.2/24 dev eth0; ip address add 192.168.2.2/24 dev eth1;"
                + " ip route add default via " + GATEWAY_A);
        rig.internet.awaitQuiet();
        rig.routerA.awaitQuiet();
        rig.routerB.awaitQuiet();
        rig.host.awaitQuiet();
        return rig;
    }

    private static void router(Host router, String inside, String outside) {
        router.sh("ip address add " + inside + "/24 dev lan; ip address add " + outside + "/24 dev wan;"
                + " ip route add default via 203.0.113.254");
        router.forward();
        router.masquerade("wan");
    }

    /** Starts the STUN servers, and returns when both listen. */
    public void startServers() {
        startServer(SERVER_1);
        startServer(SERVER_2);
    }

    /** Starts one on an address of the internet, and returns when it listens. */
    public void startServer(String address) {
        internet.run(
                Tool.COTURN.path(),
                "-n",
                "--no-auth",
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "-L",
                address,
                "-p",
                Integer.toString(STUN_PORT),
                "-m",
                "1",
                "--log-file",
                "stdout",
                "--pidfile",
                internet.folder().resolve(address.replace(':', '_') + ".pid").toString());
        String listening = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + STUN_PORT;
        Await.until(
                "a STUN server listens at " + listening,
                () -> internet.sh("ss -Hlun").contains(listening),
                () -> internet.sh("ss -Hlun"));
    }

    /** Moves the host's default route to a gateway. */
    public void moveTo(String gateway) {
        host.sh("ip route replace default via " + gateway);
    }

    /** Gives the host a public IPv6 address on eth0 and a default route over it: 2001:db8:1::2, via router A. */
    public void enableIpv6() {
        for (Host each : new Host[] {host, routerA, internet}) {
            each.sh("for i in all default lo; do echo 0 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done");
        }
        internet.sh("echo 0 > /proc/sys/net/ipv6/conf/net/disable_ipv6;"
                + " ip address add 2001:db8::254/64 dev net nodad; ip address add 2001:db8:99::10/128 dev lo;"
                + " ip -6 route add 2001:db8:1::/64 via 2001:db8::1");
        routerA.sh("for i in lan wan; do echo 0 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done;"
                + " echo 1 > /proc/sys/net/ipv6/conf/all/forwarding;"
                + " ip address add 2001:db8:1::1/64 dev lan nodad; ip address add 2001:db8::1/64 dev wan nodad;"
                + " ip -6 route add default via 2001:db8::254");
        host.sh("echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6;"
                + " ip address add 2001:db8:1::2/64 dev eth0 nodad; ip -6 route add default via 2001:db8:1::1");
    }

    /** The laboratory it stands in. */
    public NetLab lab() {
        return lab;
    }

    /** The host under observation. */
    public Host host() {
        return host;
    }

    public Host routerA() {
        return routerA;
    }

    public Host routerB() {
        return routerB;
    }

    public Host internet() {
        return internet;
    }
}
