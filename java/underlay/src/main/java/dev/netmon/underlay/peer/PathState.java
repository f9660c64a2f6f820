// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

/** What is known about one address of a peer. */
public enum PathState {
    /** Never answered. */
    UNTRIED,
    /** Answered on the present socket. */
    CONFIRMED,
    /** Answered before the socket was replaced; used on until a ping says more. */
    UNCONFIRMED,
    /** Does not answer any more. */
    SILENT
}
