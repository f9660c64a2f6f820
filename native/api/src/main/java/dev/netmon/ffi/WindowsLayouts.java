// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * Sizes and field offsets, in bytes, of the structures of the Windows calls, in a 64-bit process; x64 and arm64 agree.
 *
 * <p>Plain numbers, so that every system can test their arithmetic. {@code MIB_IF_ROW2_OPER_STATUS} is the offset of
 * {@code OperStatus} in {@code MIB_IF_ROW2}, and so on. All are little endian but ports and addresses.
 */
public final class WindowsLayouts {

    // <ws2ipdef.h> SOCKADDR_INET, the union of SOCKADDR_IN and SOCKADDR_IN6
    public static final int SOCKADDR_INET_SIZE = 28;
    public static final int SOCKADDR_INET_FAMILY = 0;
    public static final int SOCKADDR_IN_SIZE = 16;
    public static final int SOCKADDR_IN_PORT = 2;
    public static final int SOCKADDR_IN_ADDR = 4;
    public static final int SOCKADDR_IN6_SIZE = 28;
    public static final int SOCKADDR_IN6_PORT = 2;
    public static final int SOCKADDR_IN6_FLOWINFO = 4;
    public static final int SOCKADDR_IN6_ADDR = 8;
    public static final int SOCKADDR_IN6_SCOPE_ID = 24;

    // <ifdef.h> NET_LUID: reserved in bits 0 to 23, index in 24 to 47, interface type in 48 to 63
    public static final int NET_LUID_SIZE = 8;

    // <netioapi.h> IP_ADDRESS_PREFIX
    public static final int IP_ADDRESS_PREFIX_SIZE = 32;
    public static final int IP_ADDRESS_PREFIX_PREFIX = 0;
    public static final int IP_ADDRESS_PREFIX_PREFIX_LENGTH = 28;

    // <netioapi.h> every MIB_*_TABLE: ULONG NumEntries, padding, rows
    public static final int MIB_TABLE_NUM_ENTRIES = 0;
    public static final int MIB_TABLE_TABLE = 8;

    // <netioapi.h> MIB_IPINTERFACE_ROW
    public static final int MIB_IPINTERFACE_ROW_SIZE = 168;
    public static final int MIB_IPINTERFACE_ROW_FAMILY = 0;
    public static final int MIB_IPINTERFACE_ROW_INTERFACE_LUID = 8;
    public static final int MIB_IPINTERFACE_ROW_INTERFACE_INDEX = 16;
    public static final int MIB_IPINTERFACE_ROW_MAX_REASSEMBLY_SIZE = 20;
    public static final int MIB_IPINTERFACE_ROW_INTERFACE_IDENTIFIER = 24;
    public static final int MIB_IPINTERFACE_ROW_ADVERTISING_ENABLED = 40;
    public static final int MIB_IPINTERFACE_ROW_FORWARDING_ENABLED = 41;
    public static final int MIB_IPINTERFACE_ROW_USE_AUTOMATIC_METRIC = 44;
    public static final int MIB_IPINTERFACE_ROW_MANAGED_ADDRESS_CONFIGURATION_SUPPORTED = 46;
    public static final int MIB_IPINTERFACE_ROW_ROUTER_DISCOVERY_BEHAVIOR = 52;
    public static final int MIB_IPINTERFACE_ROW_DAD_TRANSMITS = 56;
    public static final int MIB_IPINTERFACE_ROW_SITE_PREFIX_LENGTH = 144;
    public static final int MIB_IPINTERFACE_ROW_METRIC = 148;
    public static final int MIB_IPINTERFACE_ROW_NL_MTU = 152;
    public static final int MIB_IPINTERFACE_ROW_CONNECTED = 156;
    public static final int MIB_IPINTERFACE_ROW_SUPPORTS_WAKE_UP_PATTERNS = 157;
    public static final int MIB_IPINTERFACE_ROW_REACHABLE_TIME = 160;
    public static final int MIB_IPINTERFACE_ROW_TRANSMIT_OFFLOAD = 164;
    public static final int MIB_IPINTERFACE_ROW_DISABLE_DEFAULT_ROUTES = 166;

    // <netioapi.h> MIB_IPFORWARD_ROW2
    public static final int MIB_IPFORWARD_ROW2_SIZE = 104;
    public static final int MIB_IPFORWARD_ROW2_INTERFACE_LUID = 0;
    public static final int MIB_IPFORWARD_ROW2_INTERFACE_INDEX = 8;
    public static final int MIB_IPFORWARD_ROW2_DESTINATION_PREFIX = 12;
    public static final int MIB_IPFORWARD_ROW2_NEXT_HOP = 44;
    public static final int MIB_IPFORWARD_ROW2_SITE_PREFIX_LENGTH = 72;
    public static final int MIB_IPFORWARD_ROW2_VALID_LIFETIME = 76;
    public static final int MIB_IPFORWARD_ROW2_PREFERRED_LIFETIME = 80;
    public static final int MIB_IPFORWARD_ROW2_METRIC = 84;
    public static final int MIB_IPFORWARD_ROW2_PROTOCOL = 88;
    public static final int MIB_IPFORWARD_ROW2_LOOPBACK = 92;
    public static final int MIB_IPFORWARD_ROW2_IMMORTAL = 95;
    public static final int MIB_IPFORWARD_ROW2_AGE = 96;
    public static final int MIB_IPFORWARD_ROW2_ORIGIN = 100;

    // <netioapi.h> MIB_UNICASTIPADDRESS_ROW
    public static final int MIB_UNICASTIPADDRESS_ROW_SIZE = 80;
    public static final int MIB_UNICASTIPADDRESS_ROW_ADDRESS = 0;
    public static final int MIB_UNICASTIPADDRESS_ROW_INTERFACE_LUID = 32;
    public static final int MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX = 40;
    public static final int MIB_UNICASTIPADDRESS_ROW_PREFIX_ORIGIN = 44;
    public static final int MIB_UNICASTIPADDRESS_ROW_SUFFIX_ORIGIN = 48;
    public static final int MIB_UNICASTIPADDRESS_ROW_VALID_LIFETIME = 52;
    public static final int MIB_UNICASTIPADDRESS_ROW_PREFERRED_LIFETIME = 56;
    public static final int MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH = 60;
    public static final int MIB_UNICASTIPADDRESS_ROW_SKIP_AS_SOURCE = 61;
    public static final int MIB_UNICASTIPADDRESS_ROW_DAD_STATE = 64;
    public static final int MIB_UNICASTIPADDRESS_ROW_SCOPE_ID = 68;
    public static final int MIB_UNICASTIPADDRESS_ROW_CREATION_TIME_STAMP = 72;

    // <netioapi.h> MIB_IF_ROW2
    public static final int MIB_IF_ROW2_SIZE = 1352;
    public static final int MIB_IF_ROW2_INTERFACE_LUID = 0;
    public static final int MIB_IF_ROW2_INTERFACE_INDEX = 8;
    public static final int MIB_IF_ROW2_INTERFACE_GUID = 12;
    public static final int MIB_IF_ROW2_ALIAS = 28;
    public static final int MIB_IF_ROW2_DESCRIPTION = 542;
    public static final int MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH = 1056;
    public static final int MIB_IF_ROW2_PHYSICAL_ADDRESS = 1060;
    public static final int MIB_IF_ROW2_MTU = 1124;
    public static final int MIB_IF_ROW2_TYPE = 1128;
    public static final int MIB_IF_ROW2_TUNNEL_TYPE = 1132;
    public static final int MIB_IF_ROW2_MEDIA_TYPE = 1136;
    public static final int MIB_IF_ROW2_INTERFACE_AND_OPER_STATUS_FLAGS = 1152;
    public static final int MIB_IF_ROW2_OPER_STATUS = 1156;
    public static final int MIB_IF_ROW2_ADMIN_STATUS = 1160;
    public static final int MIB_IF_ROW2_MEDIA_CONNECT_STATE = 1164;
    public static final int MIB_IF_ROW2_NETWORK_GUID = 1168;
    public static final int MIB_IF_ROW2_CONNECTION_TYPE = 1184;
    public static final int MIB_IF_ROW2_TRANSMIT_LINK_SPEED = 1192;
    public static final int MIB_IF_ROW2_RECEIVE_LINK_SPEED = 1200;
    public static final int MIB_IF_ROW2_IN_OCTETS = 1208;

    // <powrprof.h> DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS
    public static final int DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE = 16;
    public static final int DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK = 0;
    public static final int DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT = 8;

    /** Bits of {@code MIB_IF_ROW2.InterfaceAndOperStatusFlags}, in the order the header declares them. */
    public static final int HARDWARE_INTERFACE_BIT = 1;

    /** A filter driver's view of another row; not an interface of its own. */
    public static final int FILTER_INTERFACE_BIT = 2;

    /** The medium is not connected. */
    public static final int NOT_MEDIA_CONNECTED_BIT = 16;

    private WindowsLayouts() {}
}
