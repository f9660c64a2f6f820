// SPDX-License-Identifier: Apache-2.0
/**
 * The Linux backend: what the kernel says over rtnetlink, and the answers it gives.
 *
 * <p>{@link dev.netmon.linux.NetlinkSource} stands on two sockets of the namespace its thread lives in: one only
 * listens to the multicast groups, the other carries dumps and questions, so that an answer is never lost among events.
 * {@code KernelPort} makes all its C calls; {@code Asker} matches requests with answers and asks again where one
 * is missing; {@code EventReader} turns datagrams into events of {@link dev.netmon.spi}; {@code Facts} turns messages
 * into links, addresses and routes.
 *
 * <p>Subscribed first, read second. What the kernel says of links and addresses is passed on as it is; what it says of
 * routes, rules and nexthop objects is a hint only, because it leaves too much out. When messages were lost the event
 * says so, and everything is read again.
 */
@NullMarked
package dev.netmon.linux;

import org.jspecify.annotations.NullMarked;
