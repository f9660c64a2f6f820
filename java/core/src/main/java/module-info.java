// SPDX-License-Identifier: Apache-2.0

/** The link monitor and what a change means. */
module dev.netmon.core {
    requires jdk.jfr;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon;
    exports dev.netmon.spi;

    uses dev.netmon.spi.LinkSourceProvider;
}
