// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/**
 * Numbers of {@code sys/kern_event.h}, {@code net/net_kev.h} and {@code netinet6/in6_var.h}: the kernel-event socket.
 * Offsets ({@code …_AT}) and sizes are in bytes. The codes stand in headers that Apple does not ship, so nothing can
 * compare them with a header; they are read from the kernel's source.
 */
public final class KernelEvents {
    private KernelEvents() {}

    static final int KEV_VENDOR_APPLE = 1;
    static final int KEV_NETWORK_CLASS = 1;

    public static final int KEV_INET_SUBCLASS = 1;
    public static final int KEV_DL_SUBCLASS = 2;
    public static final int KEV_INET6_SUBCLASS = 6;

    public static final int KEV_DL_SIFFLAGS = 1;
    public static final int KEV_DL_SIFMTU = 3;
    public static final int KEV_DL_IF_ATTACHED = 9;
    public static final int KEV_DL_IF_DETACHED = 11;
    /** Carrier lost. */
    public static final int KEV_DL_LINK_OFF = 12;
    /** Carrier back. */
    public static final int KEV_DL_LINK_ON = 13;

    public static final int KEV_DL_LINK_ADDRESS_CHANGED = 16;

    public static final int KEV_INET_NEW_ADDR = 1;
    public static final int KEV_INET_CHANGED_ADDR = 2;
    public static final int KEV_INET_ADDR_DELETED = 3;

    public static final int KEV_INET6_NEW_USER_ADDR = 1;
    public static final int KEV_INET6_ADDR_DELETED = 3;
    public static final int KEV_INET6_NEW_LL_ADDR = 4;
    public static final int KEV_INET6_NEW_RTADV_ADDR = 5;
    public static final int KEV_INET6_DEFROUTER = 6;

    static final int SIZEOF_KERN_EVENT_MSG = 24;
    static final int KEV_TOTAL_SIZE_AT = 0;
    static final int KEV_VENDOR_CODE_AT = 4;
    static final int KEV_CLASS_AT = 8;
    static final int KEV_SUBCLASS_AT = 12;
    static final int KEV_EVENT_CODE_AT = 20;

    /** {@code net_event_data}, which network events of all subclasses begin with. */
    static final int SIZEOF_NET_EVENT_DATA = 24;

    static final int NET_IF_UNIT_AT = 4;
    static final int NET_IF_NAME_AT = 8;
    static final int IFNAMSIZ = 16;
}
