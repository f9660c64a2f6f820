// SPDX-License-Identifier: Apache-2.0
/**
 * The laboratory: real networks for tests, made and removed by the test itself.
 *
 * <p>A {@link dev.netmon.testkit.NetLab} makes network namespaces of its own ({@link dev.netmon.testkit.Host}), joins
 * them by veth pairs, runs shell lines and real daemons inside, holds tun interfaces open, and lets code of the same JVM
 * enter a namespace on a fresh thread, so that a monitor opened there sees that network and no other. Everything made is
 * removed by {@code close()}, whatever the test did; what a killed JVM left is swept by the next one.
 *
 * <p>{@link dev.netmon.testkit.NetLabExtension} brings it to JUnit: as root the test runs as it is, without root its
 * class is run again in a child JVM under {@code unshare -Urnm}, and where neither works the test is skipped with the
 * reason. {@link dev.netmon.testkit.Tool} names the software a test needs; what is missing is named in the report.
 *
 * <p>Beside it: {@link dev.netmon.testkit.Await} for real kernels, {@link dev.netmon.testkit.FakeTicker} for pure
 * tests, and the contract every backend must pass.
 */
@NullMarked
package dev.netmon.testkit;

import org.jspecify.annotations.NullMarked;
