// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/** What is wrong with bytes that should have been a message. */
public enum Fault {
    /** Fewer bytes are left than the start that all messages share. */
    HEADER_CUT("header cut short"),
    /** The length is smaller than that start; a length of 0 would be walked for ever. */
    LENGTH_TOO_SMALL("message length below the header's"),
    /** The length reaches beyond the bytes read. */
    LENGTH_BEYOND_END("message length beyond the bytes read"),
    /** The message is of another version of the protocol, so nothing behind its type can be trusted. */
    VERSION("unknown protocol version"),
    /** The message is smaller than the fixed header of its type. */
    MESSAGE_CUT("message cut short"),
    /** A socket address reaches beyond the message. */
    SOCKADDR_LENGTH("socket address beyond the message"),
    /** A socket address is too short for the address of its family. */
    ADDRESS_CUT("address cut short"),
    /** An address message names no address. */
    ADDRESS_MISSING("no address"),
    /** A mask has a zero before a one, so it is no prefix. */
    MASK("mask is no prefix"),
    /** Name and hardware address do not fit into their socket address. */
    LINK_ADDRESS("name or hardware address out of bounds");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** The fault in words, for a log line. */
    public String text() {
        return text;
    }
}
