// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

/**
 * The network most tests start from: a host with two uplinks into one router.
 *
 * <pre>
 * host eth0 10.1.0.2/24 (default via 10.1.0.1) ── ra 10.1.0.1, 10.1.0.254 router
 * host eth1 10.2.0.2/24 (no default)           ── rb 10.2.0.1, 10.2.0.254
 * </pre>
 *
 * With IPv6 also 2001:db8:1::2/64 and 2001:db8:2::2/64, default via 2001:db8:1::1; without, it is switched off. The rig is
 * settled when it is handed out: no message from its making is still to come.
 */
public final class StandardRig {
    /** The address families a rig has. */
    public enum Families {
        /** IPv6 is switched off. */
        V4_ONLY,
        /** Both. */
        V4_AND_V6
    }

    private final NetLab lab;
    private final Host host;
    private final Host router;

    private StandardRig(NetLab lab, Host host, Host router) {
        this.lab = lab;
        this.host = host;
        this.router = router;
    }

    static StandardRig build(NetLab lab, Families families) {
        Host host = lab.host("host");
        Host router = lab.host("router");
        boolean v6 = families == Families.V4_AND_V6;
        String switchV6 = v6
                ? ""
                : "for i in all default; do f=/proc/sys/net/ipv6/conf/$i/disable_ipv6;"
                        + " if test -e $f; then echo 1 > $f; fi; done";
        host.sh(switchV6);
        router.sh(switchV6);
        lab.link(host, "eth0", router, "ra");
        lab.link(host, "eth1", router, "rb");
        router.sh("for a in 10.1.0.1 10.1.0.254; do ip address add $a/24 dev ra; done;"
                + " for a in 10.2.0.1 10.2.0.254; do ip address add $a/24 dev rb; done");
        host.sh("ip address add 10.1.0.2/24 dev eth0; ip address add 10.2.0.2/24 dev eth1;"
                + " ip route add default via 10.1.0.1");
        if (v6) {
            router.sh("ip address add 2001:db8:1::1/64 dev ra nodad; ip address add 2001:db8:2::1/64 dev rb nodad");
            host.sh("ip address add 2001:db8:1::2/64 dev eth0 nodad; ip address add 2001:db8:2::2/64 dev eth1 nodad;"
                    + " ip -6 route add default via 2001:db8:1::1");
        }
        router.forward();
        router.awaitQuiet();
        host.awaitQuiet();
        return new StandardRig(lab, host, router);
    }

    /** The laboratory it stands in. */
    public NetLab lab() {
        return lab;
    }

    /** The host under observation. */
    public Host host() {
        return host;
    }

    /** The router at the other end of both wires. */
    public Host router() {
        return router;
    }
}
