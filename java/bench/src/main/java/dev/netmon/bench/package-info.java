// SPDX-License-Identifier: Apache-2.0

/**
 * JMH benchmarks of the parts that every event passes: parser, fold, debouncer and judgement. They tell what a change in
 * one of them costs; what a user feels is measured in {@code dev.netmon.bench.lab}, against other programs.
 */
@NullMarked
package dev.netmon.bench;

import org.jspecify.annotations.NullMarked;
