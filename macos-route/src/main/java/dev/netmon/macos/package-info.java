// SPDX-License-Identifier: Apache-2.0
/**
 * The macOS backend: what the kernel says over the routing socket (PF_ROUTE), and the answers it gives.
 *
 * <p>{@link dev.netmon.macos.RouteSource} listens on one routing socket and on one of kernel events, which alone tell of
 * carrier; each question goes over a socket of its own. {@code KernelPort} makes all its C calls; {@code Asker} finds the
 * answer to a question among what everybody hears; {@code EventReader} tells what matters from what does not;
 * {@code InterfaceTable} reads interfaces, addresses and carrier; {@link dev.netmon.spi.KnownInterfaces} tells what is different from what was told
 * last; {@code QueueWatch} suspects where messages may have been dropped, which the kernel does without a word;
 * {@code CarrierLog} counts what the system does not count; {@code Facts} turns messages into links, addresses and routes.
 *
 * <p>Subscribed first, read second. Any process can speak on the routing socket, so what is told of interfaces and
 * addresses is always what a look at the table found, and a route is a hint only.
 */
@NullMarked
package dev.netmon.macos;

import org.jspecify.annotations.NullMarked;
