// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Sockets that were replaced and are read on beside the new ones, for what was on its way to them: each for a while, and
 * no longer than its address exists. Belongs to the owner's thread.
 */
final class OldSockets {

    /** How long one is read on: 2 s in nanoseconds. */
    private static final long LINGER = 2_000_000_000L;

    /** How often it is looked whether an address is still there: 250 ms in nanoseconds. */
    private static final long ADDRESS_CHECK = 250_000_000L;

    /** How many there are at a time, so that quick rebinds do not use up the descriptors. */
    private static final int MOST = 16;

    private final Owner owner;
    private final long linger;
    private final Predicate<InetAddress> present;
    private final Deque<Old> all = new ArrayDeque<>();

    private record Old(Pump pump, long until) {}

    OldSockets(Owner owner) {
        this(owner, LINGER, OldSockets::present);
    }

    OldSockets(Owner owner, long linger, Predicate<InetAddress> present) {
        this.owner = owner;
        this.linger = linger;
        this.present = present;
    }

    void readOn(Pump pump) {
        if (all.size() == MOST) {
            all.removeFirst().pump().stopAndJoin();
        }
        Old old = new Old(pump, System.nanoTime() + linger);
        all.addLast(old);
        look(old);
    }

    private void look(Old old) {
        if (!all.contains(old)) {
            return;
        }
        long left = old.until() - System.nanoTime();
        InetAddress bound = old.pump().wire().local().getAddress();
        if (left <= 0 || !bound.isAnyLocalAddress() && !present.test(bound)) {
            all.remove(old);
            old.pump().stopAndJoin();
        } else {
            Future<?> unused =
                    owner.after(bound.isAnyLocalAddress() ? left : Math.min(left, ADDRESS_CHECK), () -> look(old));
        }
    }

    private static boolean present(InetAddress bound) {
        try {
            return NetworkInterface.getByInetAddress(bound) != null;
        } catch (SocketException e) {
            return false; // the JDK's way to say that there is no address at all
        }
    }

    void closeAll() {
        all.forEach(old -> old.pump().stopAndJoin());
        all.clear();
    }
}
