// SPDX-License-Identifier: Apache-2.0

/**
 * The lab: netmon beside a plain C receive loop and {@code ip monitor}, on the same work, in one run.
 *
 * <p>Every listener gets a network namespace of its own with the same links in it, and the events go round them in
 * random order, so that no listener is measured while another one wakes for the same event. A C program makes the
 * changes and reads the clock right before each; lines are stamped by another as they leave a pipe. All clocks are
 * CLOCK_MONOTONIC, which {@link System#nanoTime()} reads too.
 *
 * <p>It must run as root, takes minutes, and leaves nothing behind. It is no test: figures say nothing about right or
 * wrong, and only their ratios travel to another machine.
 */
@NullMarked
package dev.netmon.bench.lab;

import org.jspecify.annotations.NullMarked;
