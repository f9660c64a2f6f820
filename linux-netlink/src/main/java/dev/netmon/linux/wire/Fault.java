// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** What is wrong with bytes that should have been a message. */
public enum Fault {
    /** Fewer bytes are left in the datagram than a message header has. */
    HEADER_CUT("header cut short"),
    /** {@code nlmsg_len} is smaller than the header; a length of 0 would be walked for ever. */
    LENGTH_TOO_SMALL("message length below the header's"),
    /** {@code nlmsg_len} reaches beyond the datagram. */
    LENGTH_BEYOND_END("message length beyond the datagram"),
    /** The payload is smaller than the fixed struct of its type. */
    PAYLOAD_CUT("payload cut short"),
    /** An attribute is shorter than its own header or reaches beyond the message. */
    ATTRIBUTE_LENGTH("attribute length out of bounds"),
    /** An attribute holds fewer bytes than its value needs. */
    VALUE_CUT("attribute value cut short"),
    /** An address does not have the 4 or 16 bytes of its family. */
    ADDRESS_LENGTH("address of a wrong length"),
    /** An address message names no address. */
    ADDRESS_MISSING("no address"),
    /** A prefix is longer than its family's addresses. */
    PREFIX_LENGTH("prefix length out of bounds"),
    /** A next hop is shorter than its struct or reaches beyond the list. */
    HOP_LENGTH("next hop length out of bounds");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** The fault in words, for a log line. */
    public String text() {
        return text;
    }
}
