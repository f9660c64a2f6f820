// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the macOS kernel writes them, from {@code net/route.h}, {@code net/if.h} and {@code sys/kern_event.h}: not
 * by our writer, and with numbers of their own, so that a mistake is not made twice.
 */
final class Darwin {
    static final int ADD = 1;
    static final int DELETE = 2;
    static final int CHANGE = 3;
    static final int GET = 4;
    static final int MISS = 7;
    static final int NEWADDR = 0xc;
    static final int DELADDR = 0xd;
    static final int IFINFO = 0xe;
    private static final int IFINFO2 = 0x12;

    static final int RTF_UP = 0x1;
    static final int RTF_GATEWAY = 0x2;
    static final int RTF_HOST = 0x4;
    static final int RTF_REJECT = 0x8;
    static final int RTF_DONE = 0x40;
    static final int RTF_STATIC = 0x800;
    static final int RTF_WASCLONED = 0x20000;
    static final int RTF_IFSCOPE = 0x1000000;

    static final int IFF_UP = 0x1;
    static final int IFF_LOOPBACK = 0x8;
    static final int IFF_RUNNING = 0x40;
    static final int IFF_PROMISC = 0x100;
    static final int IFF_MULTICAST = 0x8000;

    static final int KEV_INET = 1;
    static final int KEV_DL = 2;
    static final int KEV_INET6 = 6;
    static final int LINK_OFF = 12;
    static final int LINK_ON = 13;

    private static final int DST = 1;
    private static final int GATEWAY = 1 << 1;
    private static final int NETMASK = 1 << 2;
    private static final int IFP = 1 << 4;
    private static final int IFA = 1 << 5;
    private static final int BRD = 1 << 7;

    private static final int AF_INET = 2;
    private static final int AF_LINK = 18;
    private static final int AF_INET6 = 30;
    private static final byte[] NONE = {};

    private Darwin() {}

    private static ByteBuffer zeroes(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer message(int bytes, int type) {
        return zeroes(bytes).putShort(0, (short) bytes).put(2, (byte) 5).put(3, (byte) type);
    }

    /** A socket address with an IP address. */
    static byte[] sockaddr(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean v6 = bytes.length == 16;
        byte[] sockaddr = new byte[v6 ? 28 : 16];
        sockaddr[0] = (byte) sockaddr.length;
        sockaddr[1] = (byte) (v6 ? AF_INET6 : AF_INET);
        System.arraycopy(bytes, 0, sockaddr, v6 ? 8 : 4, bytes.length);
        return sockaddr;
    }

    /** As the kernel keeps a link-local address: with its interface inside. */
    static byte[] embedded(InetAddress address, int index) {
        byte[] sockaddr = sockaddr(address);
        if (address.isLinkLocalAddress() && sockaddr[1] == AF_INET6) {
            sockaddr[10] = (byte) (index >> 8);
            sockaddr[11] = (byte) index;
        }
        return sockaddr;
    }

    /** Matches every destination of the family of an address. */
    static byte[] anyOf(InetAddress address) {
        return new byte[] {2, (byte) (address.getAddress().length == 16 ? AF_INET6 : AF_INET)};
    }

    /** A mask as the kernel's tree of routes has it: without the zeroes at its end. */
    private static byte[] mask(InetAddress like, int prefix) {
        boolean v6 = like.getAddress().length == 16;
        int from = v6 ? 8 : 4;
        int length = prefix == 0 ? 0 : from + (prefix + 7) / 8;
        byte[] mask = new byte[Math.max(length, 0)];
        if (length > 0) {
            mask[0] = (byte) length;
            for (int bit = 0; bit < prefix; bit++) {
                mask[from + bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        return mask;
    }

    private static byte[] sockaddrDl(int index, String name, byte[] mac) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] sockaddr = new byte[Math.max(20, 8 + text.length + mac.length + 3 & ~3)];
        sockaddr[0] = (byte) sockaddr.length;
        sockaddr[1] = AF_LINK;
        sockaddr[2] = (byte) index;
        sockaddr[3] = (byte) (index >> 8);
        sockaddr[4] = 6;
        sockaddr[5] = (byte) text.length;
        sockaddr[6] = (byte) mac.length;
        System.arraycopy(text, 0, sockaddr, 8, text.length);
        System.arraycopy(mac, 0, sockaddr, 8 + text.length, mac.length);
        return sockaddr;
    }

    /** The addresses behind a header; an event does not pad the last one, a table and an answer do. */
    private static byte[] packed(boolean padLast, byte[]... sockaddrs) {
        ByteBuffer all = ByteBuffer.allocate(512);
        for (int i = 0; i < sockaddrs.length; i++) {
            all.put(sockaddrs[i]);
            if (i < sockaddrs.length - 1 || padLast) {
                int padded = Math.max(4, sockaddrs[i].length + 3 & ~3);
                all.position(all.position() + padded - sockaddrs[i].length);
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private static byte[] joined(ByteBuffer header, byte[] rest) {
        byte[] all = Arrays.copyOf(header.array(), header.capacity() + rest.length);
        System.arraycopy(rest, 0, all, header.capacity(), rest.length);
        ByteBuffer.wrap(all).order(ByteOrder.nativeOrder()).putShort(0, (short) all.length);
        return all;
    }

    /** An interface in a table. */
    static byte[] ifinfo2(int index, String name, int flags, int mtu, @Nullable String mac) {
        ByteBuffer header = message(160, IFINFO2)
                .putInt(4, IFP)
                .putInt(8, flags)
                .putShort(12, (short) index)
                .put(32, (byte) 6)
                .putInt(40, mtu);
        byte[] bytes = mac == null ? NONE : HexFormat.ofDelimiter(":").parseHex(mac);
        return joined(header, packed(true, sockaddrDl(index, name, bytes)));
    }

    /** An interface as an event tells it: without a name. */
    static byte[] ifinfo(int index, int flags, int mtu) {
        return message(112, IFINFO)
                .putInt(8, flags)
                .putShort(12, (short) index)
                .put(16, (byte) 6)
                .putInt(24, mtu)
                .array();
    }

    /** An address in a table: without a name. */
    static byte[] tableAddress(int index, InetAddress address, int prefix) {
        ByteBuffer header = message(20, NEWADDR).putInt(4, NETMASK | IFA).putShort(12, (short) index);
        return joined(header, packed(true, mask(address, prefix), embedded(address, index)));
    }

    /** An address as an event tells it. */
    static byte[] address(int type, int index, String name, InetAddress address, int prefix) {
        ByteBuffer header =
                message(20, type).putInt(4, NETMASK | IFP | IFA | BRD).putShort(12, (short) index);
        byte[] own = embedded(address, index);
        return joined(header, packed(false, mask(address, prefix), sockaddrDl(index, name, NONE), own, own));
    }

    /**
     * A route as an event tells it.
     *
     * @param pid whose request it is, 0 for the kernel
     */
    static byte[] route(int type, int index, int flags, int pid, String network, @Nullable InetAddress gateway) {
        int slash = network.indexOf('/');
        InetAddress destination = Addresses.parse(network.substring(0, slash));
        int prefix = Integer.parseInt(network.substring(slash + 1));
        ByteBuffer header = message(92, type)
                .putShort(4, (short) index)
                .putInt(8, flags)
                .putInt(12, DST | GATEWAY | NETMASK)
                .putInt(16, pid)
                .putInt(20, pid == 0 ? 0 : 77);
        byte[] way = gateway == null ? sockaddrDl(index, "", NONE) : embedded(gateway, index);
        return joined(header, packed(false, sockaddr(destination), way, mask(destination, prefix)));
    }

    /** The same message, as a request that failed. */
    static byte[] failed(byte[] message, int errno) {
        byte[] failed = message.clone();
        ByteBuffer.wrap(failed).order(ByteOrder.nativeOrder()).putInt(24, errno);
        return failed;
    }

    /** A lookup that found no route. */
    static byte[] miss(InetAddress destination) {
        return joined(message(92, MISS).putInt(12, DST), packed(false, sockaddr(destination)));
    }

    /** What a lookup of a destination by the default route is answered. */
    static byte[] answer(int flags, int index, String name, @Nullable InetAddress gateway, InetAddress source) {
        boolean v6 = source.getAddress().length == 16;
        InetAddress any = Addresses.parse(v6 ? "::" : "0.0.0.0");
        ByteBuffer header = message(92, GET)
                .putShort(4, (short) index)
                .putInt(8, flags)
                .putInt(12, DST | GATEWAY | NETMASK | IFP | IFA);
        byte[] way = gateway == null ? sockaddrDl(index, "", NONE) : embedded(gateway, index);
        return joined(
                header, packed(true, sockaddr(any), way, NONE, sockaddrDl(index, name, NONE), embedded(source, index)));
    }

    /** A kernel event about an interface, whose name is driver and unit. */
    static byte[] kernelEvent(int subclass, int code, String name) {
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        ByteBuffer event = zeroes(48)
                .putInt(0, 48)
                .putInt(4, 1)
                .putInt(8, 1)
                .putInt(12, subclass)
                .putInt(20, code)
                .putInt(24, 2)
                .putInt(28, Integer.parseInt(name.substring(digits)));
        event.put(32, name.substring(0, digits).getBytes(StandardCharsets.US_ASCII));
        return event.array();
    }
}
