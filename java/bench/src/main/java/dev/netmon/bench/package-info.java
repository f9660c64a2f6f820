// SPDX-License-Identifier: Apache-2.0

/** JMH benchmarks and the labs that compare netmon with other tools. */
@NullMarked
package dev.netmon.bench;

import org.jspecify.annotations.NullMarked;
