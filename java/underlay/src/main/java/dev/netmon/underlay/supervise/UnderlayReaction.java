// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.UdpUnderlay;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The reaction of a program with a {@link UdpUnderlay}: replaces its sockets, then does what the program wants done at
 * once on the new path. A family that gets no socket does not hold up the other; the underlay goes on trying for it.
 */
public final class UnderlayReaction implements Reaction {

    private final UdpUnderlay underlay;
    private final RebindMode mode;
    private final Consumer<Significance> reprobe;

    /**
     * A reaction.
     *
     * @param reprobe called after sockets were replaced, or need not be: ping every candidate, ask STUN
     */
    public UnderlayReaction(UdpUnderlay underlay, RebindMode mode, Consumer<Significance> reprobe) {
        this.underlay = underlay;
        this.mode = mode;
        this.reprobe = reprobe;
    }

    @Override
    public void rebindAndReprobe(Significance significance) throws IOException {
        if (significance == Significance.REBIND) {
            List<RebindResult> results = underlay.rebind(mode);
            if (!results.isEmpty() && results.stream().noneMatch(RebindResult::replaced)) {
                throw new IOException("no socket could be replaced: " + results);
            }
        }
        reprobe.accept(significance);
    }
}
