// SPDX-License-Identifier: Apache-2.0
/**
 * What has to be said about a network, proved on real kernels and with the real software that moves networks.
 *
 * <p>A {@link dev.netmon.linux.scenario.Witness} listens inside a host of the laboratory with two monitors at once, one
 * with eager changes and one without, and compares what they said about a step with what is
 * {@link dev.netmon.linux.scenario.Expected}. The situations made with {@code ip} stand in text files beside this
 * package; those made by DHCP clients, router advertisements, VPNs and network managers are tests of their own. Every
 * one ends with the same question: is the state told last equal to a fresh read?
 */
@NullMarked
package dev.netmon.linux.scenario;

import org.jspecify.annotations.NullMarked;
