// SPDX-License-Identifier: Apache-2.0

/** Small pure state machines for trying again. */
module dev.netmon.resilience {
    requires static transitive org.jspecify;

    exports dev.netmon.resilience;
}
