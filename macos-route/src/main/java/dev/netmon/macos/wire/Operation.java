// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/** Whether a message tells of a thing that is there, new or changed, or of one that is gone. */
public enum Operation {
    NEW,
    DEL
}
