// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** Names of {@code linux/fib_rules.h}, spelled as there; {@code FRH_…_AT} are offsets in {@code fib_rule_hdr}, in bytes. */
public final class FibRules {
    public static final int SIZEOF_FIB_RULE_HDR = 12;
    public static final int FRH_FAMILY_AT = 0;
    public static final int FRH_DST_LEN_AT = 1;
    public static final int FRH_SRC_LEN_AT = 2;
    public static final int FRH_TABLE_AT = 4;
    public static final int FRH_ACTION_AT = 7;
    public static final int FRH_FLAGS_AT = 8;

    public static final int FRA_DST = 1;
    public static final int FRA_SRC = 2;
    public static final int FRA_IIFNAME = 3;
    public static final int FRA_GOTO = 4;
    public static final int FRA_PRIORITY = 6;
    public static final int FRA_FWMARK = 10;
    public static final int FRA_TABLE = 15;
    public static final int FRA_FWMASK = 16;
    public static final int FRA_OIFNAME = 17;

    public static final int FIB_RULE_INVERT = 2;

    public static final int FR_ACT_TO_TBL = 1;
    public static final int FR_ACT_GOTO = 2;
    public static final int FR_ACT_NOP = 3;
    public static final int FR_ACT_BLACKHOLE = 6;
    public static final int FR_ACT_UNREACHABLE = 7;
    public static final int FR_ACT_PROHIBIT = 8;

    private FibRules() {}
}
