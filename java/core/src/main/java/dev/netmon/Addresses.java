// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Text of addresses, and literals without name resolution. */
public final class Addresses {

    private static final int GROUPS = 8;

    /** A decimal number up to 255, not written as octal. */
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    private Addresses() {}

    /** Writes an address: dotted quad, or the canonical form of RFC 5952 section 4 without a scope. */
    public static String format(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length == 4) {
            return (b[0] & 0xff) + "." + (b[1] & 0xff) + "." + (b[2] & 0xff) + "." + (b[3] & 0xff);
        }
        return formatV6(b);
    }

    /** Writes an address with its port: {@code 192.0.2.1:53}, {@code [2001:db8::1]:53}; as it is where unresolved. */
    public static String format(InetSocketAddress endpoint) {
        InetAddress address = endpoint.getAddress();
        if (address == null) {
            return endpoint.getHostString() + ":" + endpoint.getPort();
        }
        String text = format(address);
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + endpoint.getPort();
    }

    private static String formatV6(byte[] b) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (b[2 * i] & 0xff) << 8 | b[2 * i + 1] & 0xff;
        }
        if (isMapped(groups)) { // RFC 5952 section 5
            return "::ffff:" + (b[12] & 0xff) + "." + (b[13] & 0xff) + "." + (b[14] & 0xff) + "." + (b[15] & 0xff);
        }
        int start = -1;
        int length = 1; // a single zero group is not shortened (section 4.2.2)
        for (int i = 0; i < GROUPS; i++) {
            int run = i;
            while (run < GROUPS && groups[run] == 0) {
                run++;
            }
            if (run - i > length) {
                start = i;
                length = run - i;
            }
            i = Math.max(i, run - 1);
        }
        StringBuilder text = new StringBuilder(40);
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (i > 0 && i != start + length) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static boolean isMapped(int[] groups) {
        for (int i = 0; i < 5; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[5] == 0xffff;
    }

    /**
     * Reads an address literal; nothing is resolved.
     *
     * @throws IllegalArgumentException where the text is no literal
     */
    public static InetAddress parse(String text) {
        boolean v4 =
                text.matches(OCTET + "(\\." + OCTET + "){3}"); // anything else with dots would be looked up as a name
        boolean v6 = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+");
        if (v4 || v6) {
            try {
                return InetAddress.getByName(text);
            } catch (java.net.UnknownHostException e) {
                throw new IllegalArgumentException("not an IP address: " + text, e);
            }
        }
        throw new IllegalArgumentException("not an IP address: " + text);
    }
}
