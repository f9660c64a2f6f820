// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** Names of {@code linux/nexthop.h}, spelled as there; {@code _AT} is an offset in bytes. */
public final class Nexthops {
    public static final int SIZEOF_NHMSG = 8;
    public static final int NH_FAMILY_AT = 0;
    public static final int NH_SCOPE_AT = 1;
    public static final int NH_PROTOCOL_AT = 2;
    public static final int NH_FLAGS_AT = 4;

    public static final int SIZEOF_NEXTHOP_GRP = 8;
    public static final int NHG_ID_AT = 0;
    /** The weight of the member, minus one. */
    public static final int NHG_WEIGHT_AT = 4;

    public static final int NHA_ID = 1;
    public static final int NHA_GROUP = 2;
    public static final int NHA_BLACKHOLE = 4;
    public static final int NHA_OIF = 5;
    public static final int NHA_GATEWAY = 6;

    private Nexthops() {}
}
