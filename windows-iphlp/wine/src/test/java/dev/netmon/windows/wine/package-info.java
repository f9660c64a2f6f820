// SPDX-License-Identifier: Apache-2.0
/**
 * The Windows build of the command in a Windows JVM, under Wine, in a network namespace that the tests change.
 *
 * <p>The backend and the command are the ones of every other build. Three things are made to fit: no JVM for Windows is
 * to be had from a package registry that is newer than 21, so the FFM twin's class files, which use nothing 21 does not
 * have, are labelled as 21's and the choice of binding is told so; Wine never delivers the notifications it accepts, so
 * {@code iphlpshim.dll} stands before its IP Helper and does; and the launcher names that library. What this cannot show
 * is what Windows itself does: when it calls, in which order, and on which thread.
 */
@NullMarked
package dev.netmon.windows.wine;

import org.jspecify.annotations.NullMarked;
