// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A network event of the kernel-event socket: the only word of carrier there is. Only a reason to look.
 *
 * @param subclass KEV_DL_SUBCLASS, KEV_INET_SUBCLASS, KEV_INET6_SUBCLASS, …
 * @param code what happened, numbered anew in each subclass: KEV_DL_…, KEV_INET_…, KEV_INET6_…
 * @param interfaceName the interface it happened to, or the empty text where it names none
 */
public record KernelEvent(int subclass, int code, String interfaceName) implements Message {

    /** Whether the interface lost carrier or got it back. */
    public boolean carrier() {
        return subclass == KernelEvents.KEV_DL_SUBCLASS
                && (code == KernelEvents.KEV_DL_LINK_OFF || code == KernelEvents.KEV_DL_LINK_ON);
    }

    /**
     * The event between the buffer's position and its limit, in the byte order the buffer has; a read gives one. Never
     * throws, whatever the bytes.
     */
    public static Message parse(ByteBuffer event) {
        int at = event.position();
        int left = event.remaining();
        if (left < KernelEvents.SIZEOF_KERN_EVENT_MSG) {
            return new Malformed(0, Fault.HEADER_CUT, null);
        }
        long size = Integer.toUnsignedLong(event.getInt(at + KernelEvents.KEV_TOTAL_SIZE_AT));
        if (size < KernelEvents.SIZEOF_KERN_EVENT_MSG) {
            return new Malformed(0, Fault.LENGTH_TOO_SMALL, null);
        }
        if (size > left) {
            return new Malformed(0, Fault.LENGTH_BEYOND_END, null);
        }
        int code = event.getInt(at + KernelEvents.KEV_EVENT_CODE_AT);
        if (event.getInt(at + KernelEvents.KEV_VENDOR_CODE_AT) != KernelEvents.KEV_VENDOR_APPLE
                || event.getInt(at + KernelEvents.KEV_CLASS_AT) != KernelEvents.KEV_NETWORK_CLASS) {
            return new SkippedMessage(code);
        }
        String name = size < KernelEvents.SIZEOF_KERN_EVENT_MSG + KernelEvents.SIZEOF_NET_EVENT_DATA
                ? ""
                : interfaceName(event, at + KernelEvents.SIZEOF_KERN_EVENT_MSG);
        return new KernelEvent(event.getInt(at + KernelEvents.KEV_SUBCLASS_AT), code, name);
    }

    /** The driver's name and, behind it, the unit's number, which stand apart. */
    private static String interfaceName(ByteBuffer event, int at) {
        int from = at + KernelEvents.NET_IF_NAME_AT;
        int end = from;
        while (end < from + KernelEvents.IFNAMSIZ && event.get(end) != 0) {
            end++;
        }
        if (end == from) {
            return "";
        }
        byte[] driver = new byte[end - from];
        event.get(from, driver);
        return new String(driver, StandardCharsets.UTF_8)
                + Integer.toUnsignedString(event.getInt(at + KernelEvents.NET_IF_UNIT_AT));
    }
}
