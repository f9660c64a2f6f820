// SPDX-License-Identifier: Apache-2.0
/**
 * The Windows backend: what IP Helper calls out, and what its tables say.
 *
 * <p>{@link dev.netmon.windows.IphlpSource} registers for changes of interfaces, addresses and routes, and for suspend and
 * resume; {@code IphlpPort} makes all its calls. Windows calls back on threads of its own, several at a time, in no order
 * between kinds, with rows of which only the key can be trusted. So a callback does nothing but leave that key in
 * {@code ChangeQueue} and wake the monitor's thread, which reads the tables again; {@code Told} says what is different.
 *
 * <p>Registered first, read second. A route that moved is a hint only: where a packet leaves is asked with
 * {@code GetBestRoute2}, or, where a system does not answer that, found in the tables by {@code ForwardTable}.
 * {@code CarrierLog} counts the changes of carrier that were seen, because Windows keeps no count; {@code SleepLog} tells
 * how long the machine slept; {@code Facts} turns rows into links, addresses and routes.
 */
@NullMarked
package dev.netmon.windows;

import org.jspecify.annotations.NullMarked;
