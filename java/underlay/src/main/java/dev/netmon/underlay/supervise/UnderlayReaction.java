// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The reaction of a program with a {@link UdpUnderlay}: replaces its sockets and, before any socket can be replaced again,
 * does what the program wants done at once on the new path. Sockets that the underlay replaces by itself, after an error
 * or where a rebind had failed, are followed by the same. A family that gets no socket does not hold up the other; the
 * underlay goes on trying for it.
 */
public final class UnderlayReaction implements Reaction {

    private final UdpUnderlay underlay;
    private final RebindMode mode;
    private final Consumer<Significance> reprobe;

    /**
     * A reaction; it listens to the underlay from now on.
     *
     * @param reprobe called on the underlay's thread when sockets were replaced ({@link Significance#REBIND}) or need not
     *     be: ping every candidate, ask STUN; must not block
     */
    public UnderlayReaction(UdpUnderlay underlay, RebindMode mode, Consumer<Significance> reprobe) {
        this.underlay = underlay;
        this.mode = mode;
        this.reprobe = reprobe;
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                if (result.cause() != Cause.ASKED && result.replaced()) {
                    reprobe.accept(Significance.REBIND);
                }
            }
        });
    }

    @Override
    public void rebindAndReprobe(Significance significance) throws IOException {
        List<RebindResult> results = new ArrayList<>();
        underlay.exclusively(() -> {
            if (significance == Significance.REBIND) {
                results.addAll(underlay.rebind(mode));
            }
            if (results.isEmpty() || anyReplaced(results)) {
                reprobe.accept(significance);
            }
        });
        if (!results.isEmpty() && !anyReplaced(results)) {
            throw new IOException("no socket could be replaced: " + results);
        }
    }

    private static boolean anyReplaced(List<RebindResult> results) {
        return results.stream().anyMatch(RebindResult::replaced);
    }
}
