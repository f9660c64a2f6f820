// SPDX-License-Identifier: Apache-2.0
/**
 * What both twins need where Windows calls Java.
 *
 * <p>{@link dev.netmon.ffi.callback.MibCallback} and {@link dev.netmon.ffi.callback.PowerCallbacks} stand between a
 * foreign thread and a receiver: they copy what the thread may look at, and nothing the receiver throws gets past them.
 * {@link dev.netmon.ffi.callback.CancelOnce} ends a registration in the only order that cannot crash or hang: stop
 * telling, let Windows wait for the callbacks that run, and give the code they ran through back after that, from a
 * thread that is not itself in a callback. What a twin adds is how to make such code and how to call the function.
 *
 * <p>For the twins alone; the module exports it to nobody else.
 */
@NullMarked
package dev.netmon.ffi.callback;

import org.jspecify.annotations.NullMarked;
