// SPDX-License-Identifier: Apache-2.0
/**
 * What a backend implements: a {@link dev.netmon.spi.LinkSource} hands over what its operating system says and answers
 * three questions (a route, its next hops, a link). It holds no policy.
 *
 * <p>The seam is also where recordings are made and replayed: whatever the judgement depends on, time included, passes
 * through it. A {@link dev.netmon.spi.LinkSourceProvider} is found by the service loader; a new backend adds its own
 * module and one provider line.
 */
@NullMarked
package dev.netmon.spi;

import org.jspecify.annotations.NullMarked;
