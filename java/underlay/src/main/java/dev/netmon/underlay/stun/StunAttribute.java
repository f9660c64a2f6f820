// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

/** Attribute types (RFC 8489 section 18.3, RFC 8445 section 16.1). Those below 0x8000 must be understood. */
public final class StunAttribute {

    public static final int MAPPED_ADDRESS = 0x0001;
    public static final int USERNAME = 0x0006;
    public static final int MESSAGE_INTEGRITY = 0x0008;
    public static final int ERROR_CODE = 0x0009;
    public static final int XOR_MAPPED_ADDRESS = 0x0020;
    public static final int PRIORITY = 0x0024;
    public static final int USE_CANDIDATE = 0x0025;
    public static final int SOFTWARE = 0x8022;
    public static final int FINGERPRINT = 0x8028;
    public static final int ICE_CONTROLLED = 0x8029;
    public static final int ICE_CONTROLLING = 0x802a;

    /** XOR-MAPPED-ADDRESS before it had a number of its own; some servers still send it. */
    static final int XOR_MAPPED_ADDRESS_DRAFT = 0x8020;

    private StunAttribute() {}
}
