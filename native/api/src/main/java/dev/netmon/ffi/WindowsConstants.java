// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The Windows numbers the calls take and the rows hold.
 *
 * <p>Where the header has a macro, the name is the header's. Where it has an enumeration, the name is the
 * enumerator's, written as constants are: {@code MibAddInstance} is {@link #MIB_ADD_INSTANCE}.
 */
public final class WindowsConstants {

    // <winsock2.h>, <ws2ipdef.h>: families
    public static final int AF_UNSPEC = 0;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 23;

    // <netioapi.h> MIB_NOTIFICATION_TYPE
    public static final int MIB_PARAMETER_NOTIFICATION = 0;
    public static final int MIB_ADD_INSTANCE = 1;
    public static final int MIB_DELETE_INSTANCE = 2;
    public static final int MIB_INITIAL_NOTIFICATION = 3;

    // <ifdef.h> IF_OPER_STATUS
    public static final int IF_OPER_STATUS_UP = 1;
    public static final int IF_OPER_STATUS_DOWN = 2;
    public static final int IF_OPER_STATUS_TESTING = 3;
    public static final int IF_OPER_STATUS_UNKNOWN = 4;
    public static final int IF_OPER_STATUS_DORMANT = 5;
    public static final int IF_OPER_STATUS_NOT_PRESENT = 6;
    public static final int IF_OPER_STATUS_LOWER_LAYER_DOWN = 7;

    // <ifdef.h> NET_IF_ADMIN_STATUS, NET_IF_MEDIA_CONNECT_STATE, lengths
    public static final int NET_IF_ADMIN_STATUS_UP = 1;
    public static final int NET_IF_ADMIN_STATUS_DOWN = 2;
    public static final int NET_IF_ADMIN_STATUS_TESTING = 3;
    public static final int MEDIA_CONNECT_STATE_UNKNOWN = 0;
    public static final int MEDIA_CONNECT_STATE_CONNECTED = 1;
    public static final int MEDIA_CONNECT_STATE_DISCONNECTED = 2;
    /** Characters of two bytes, without the terminating zero. */
    public static final int IF_MAX_STRING_SIZE = 256;
    /** Bytes. */
    public static final int IF_MAX_PHYS_ADDRESS_LENGTH = 32;

    // <ipifcons.h>: types of interfaces
    public static final int IF_TYPE_OTHER = 1;
    public static final int IF_TYPE_ETHERNET_CSMACD = 6;
    public static final int IF_TYPE_PPP = 23;
    public static final int IF_TYPE_SOFTWARE_LOOPBACK = 24;
    public static final int IF_TYPE_PROP_VIRTUAL = 53;
    public static final int IF_TYPE_IEEE80211 = 71;
    public static final int IF_TYPE_TUNNEL = 131;
    public static final int IF_TYPE_WWANPP = 243;
    public static final int IF_TYPE_WWANPP2 = 244;

    // <nldef.h> NL_DAD_STATE
    public static final int IP_DAD_STATE_INVALID = 0;
    public static final int IP_DAD_STATE_TENTATIVE = 1;
    public static final int IP_DAD_STATE_DUPLICATE = 2;
    public static final int IP_DAD_STATE_DEPRECATED = 3;
    public static final int IP_DAD_STATE_PREFERRED = 4;

    // <nldef.h> NL_PREFIX_ORIGIN, NL_SUFFIX_ORIGIN
    public static final int IP_PREFIX_ORIGIN_OTHER = 0;
    public static final int IP_PREFIX_ORIGIN_MANUAL = 1;
    public static final int IP_PREFIX_ORIGIN_WELL_KNOWN = 2;
    public static final int IP_PREFIX_ORIGIN_DHCP = 3;
    public static final int IP_PREFIX_ORIGIN_ROUTER_ADVERTISEMENT = 4;
    public static final int IP_SUFFIX_ORIGIN_OTHER = 0;
    public static final int IP_SUFFIX_ORIGIN_MANUAL = 1;
    public static final int IP_SUFFIX_ORIGIN_WELL_KNOWN = 2;
    public static final int IP_SUFFIX_ORIGIN_DHCP = 3;
    public static final int IP_SUFFIX_ORIGIN_LINK_LAYER_ADDRESS = 4;
    public static final int IP_SUFFIX_ORIGIN_RANDOM = 5;

    // <nldef.h> NL_ROUTE_PROTOCOL
    public static final int MIB_IPPROTO_OTHER = 1;
    public static final int MIB_IPPROTO_LOCAL = 2;
    public static final int MIB_IPPROTO_NETMGMT = 3;

    // <winuser.h>: flags of a power registration, what its callback is told
    public static final int DEVICE_NOTIFY_CALLBACK = 2;
    public static final int PBT_APMSUSPEND = 4;
    public static final int PBT_APMRESUMESUSPEND = 7;
    public static final int PBT_APMRESUMEAUTOMATIC = 0x12;

    // <winerror.h>: the codes that decide something; the names of all are in Win32Error
    public static final int ERROR_SUCCESS = 0;
    public static final int ERROR_ACCESS_DENIED = 5;
    public static final int ERROR_NOT_ENOUGH_MEMORY = 8;
    public static final int ERROR_INVALID_DATA = 13;
    public static final int ERROR_GEN_FAILURE = 31;
    public static final int ERROR_NOT_SUPPORTED = 50;
    public static final int ERROR_INVALID_PARAMETER = 87;
    public static final int ERROR_CALL_NOT_IMPLEMENTED = 120;
    public static final int ERROR_MOD_NOT_FOUND = 126;
    public static final int ERROR_PROC_NOT_FOUND = 127;
    public static final int ERROR_IO_PENDING = 997;
    public static final int ERROR_NOT_FOUND = 1168;
    public static final int ERROR_NETWORK_UNREACHABLE = 1231;
    public static final int ERROR_HOST_UNREACHABLE = 1232;

    private WindowsConstants() {}
}
