// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.LinkChange;
import dev.netmon.RawEvent;

/** Takes what one listener is to be told; must neither block nor throw. */
public interface Audience {

    /** A raw event; only where the interest asked for them. */
    void raw(RawEvent event);

    /** A change. */
    void changed(LinkChange change);
}
