// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.InetAddress;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Something to wait for, judged on one {@link NetworkState} at a time. Immutable.
 *
 * <p>As text: {@code online}, {@code online4}, {@code online6} (the egress of any or of that family is usable),
 * {@code interface=NAME} (up, with carrier), {@code address=CIDR} (an address inside it is on the host and not
 * tentative), {@code egress=NAME} (either family leaves by that interface, usably).
 */
public final class Condition {

    private final String text;
    private final Predicate<NetworkState> test;

    private Condition(String text, Predicate<NetworkState> test) {
        this.text = text;
        this.test = test;
    }

    /**
     * Reads a condition.
     *
     * @throws IllegalArgumentException in one line that says what is possible
     */
    public static Condition parse(String text) {
        switch (text) {
            case "online":
                return new Condition(text, NetworkState::online);
            case "online4":
                return new Condition(text, state -> state.usable(Family.V4));
            case "online6":
                return new Condition(text, state -> state.usable(Family.V6));
            default:
        }
        int equals = text.indexOf('=');
        String value = text.substring(equals + 1);
        if (equals > 0 && !value.isEmpty()) {
            switch (text.substring(0, equals)) {
                case "interface":
                    return new Condition(text, state -> interfaceReady(state, value));
                case "egress":
                    return new Condition(text, state -> leavesBy(state, value));
                case "address":
                    Block block = Block.parse(value);
                    return new Condition(text, state -> addressInside(state, block));
                default:
            }
        }
        throw new IllegalArgumentException("no such condition: '" + text
                + "' (use online, online4, online6, interface=NAME, address=CIDR or egress=NAME)");
    }

    /** Whether it holds in this state. */
    public boolean holds(NetworkState state) {
        return test.test(state);
    }

    /** The text it was read from. */
    @Override
    public String toString() {
        return text;
    }

    private static boolean interfaceReady(NetworkState state, String name) {
        for (NetInterface one : state.interfaces()) {
            if (one.name().equals(name) && one.link().up() && one.link().carrier()) {
                return true;
            }
        }
        return false;
    }

    private static boolean leavesBy(NetworkState state, String name) {
        for (Family family : Family.values()) {
            EgressPath path = state.egress(family);
            if (path != null && path.usable() && path.interfaceName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean addressInside(NetworkState state, Block block) {
        for (NetInterface one : state.interfaces()) {
            for (LinkAddress address : one.addresses()) {
                if (!address.has(LinkAddress.Flag.TENTATIVE)
                        && !address.has(LinkAddress.Flag.DAD_FAILED)
                        && block.contains(address.address())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A block of addresses; host bits of the base are ignored, a missing length means one address. */
    private record Block(byte[] base, int bits) {

        static Block parse(String text) {
            int slash = text.indexOf('/');
            byte[] base =
                    Addresses.parse(slash < 0 ? text : text.substring(0, slash)).getAddress();
            int all = base.length * Byte.SIZE;
            if (slash < 0) {
                return new Block(base, all);
            }
            int bits;
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                bits = -1;
            }
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException(
                        "not a CIDR block: " + text + " (the length is a number from 0 to " + all + ")");
            }
            return new Block(base, bits);
        }

        boolean contains(InetAddress address) {
            byte[] other = Objects.requireNonNull(address).getAddress();
            if (other.length != base.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            for (int i = 0; i < whole; i++) {
                if (base[i] != other[i]) {
                    return false;
                }
            }
            int rest = bits % Byte.SIZE;
            return rest == 0 || (base[whole] ^ other[whole]) >> Byte.SIZE - rest == 0;
        }
    }
}
