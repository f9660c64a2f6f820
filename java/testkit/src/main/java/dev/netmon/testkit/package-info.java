// SPDX-License-Identifier: Apache-2.0

/** Fakes, the namespace lab and the contract test of every backend. */
@NullMarked
package dev.netmon.testkit;

import org.jspecify.annotations.NullMarked;
