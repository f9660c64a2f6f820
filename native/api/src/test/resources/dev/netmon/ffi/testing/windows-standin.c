// SPDX-License-Identifier: Apache-2.0
//
// A stand-in for iphlpapi.dll and powrprof.dll: the functions of Windows under their own names, over tables that a test
// sets, calling back from threads that the JVM has never seen. Written from the vendor's documentation of <netioapi.h>,
// <ifdef.h>, <ws2ipdef.h> and <powerbase.h>; it shares no number with the code it tests. It is not Windows: order,
// timing and wording of real notifications are not proved by it.
//
// Two builds: plain, in the C calling convention of this machine, and with -DWIN64_CONVENTION in that of 64-bit Windows.
// The functions at the end are the test's and are called by JNI, which always uses the machine's own convention.
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WIN64_CONVENTION
#define CONVENTION __attribute__((ms_abi))
#else
#define CONVENTION
#endif
#define EXPORT __attribute__((visibility("default")))
#define NETIOAPI EXPORT CONVENTION

typedef uint8_t BOOLEAN, UCHAR, UINT8;
typedef uint16_t USHORT, WCHAR, ADDRESS_FAMILY;
typedef uint32_t ULONG, DWORD, NET_IFINDEX, IFTYPE;
typedef uint64_t ULONG64;
typedef int64_t LARGE_INTEGER;
typedef int32_t ENUMERATION;
typedef void *PVOID, *HANDLE;
typedef UCHAR GUID[16];

enum { AF_UNSPEC = 0, AF_INET = 2, AF_INET6 = 23 };
enum { MibParameterNotification, MibAddInstance, MibDeleteInstance, MibInitialNotification };
enum {
    NO_ERROR = 0,
    ERROR_FILE_NOT_FOUND = 2,
    ERROR_NOT_ENOUGH_MEMORY = 8,
    ERROR_INVALID_PARAMETER = 87,
    ERROR_POSSIBLE_DEADLOCK = 1131,
    ERROR_NOT_FOUND = 1168,
    ERROR_NETWORK_UNREACHABLE = 1231
};

typedef union { ULONG64 Value; } NET_LUID;
typedef struct { ADDRESS_FAMILY sin_family; USHORT sin_port; UCHAR sin_addr[4]; UCHAR sin_zero[8]; } SOCKADDR_IN;
typedef struct {
    ADDRESS_FAMILY sin6_family; USHORT sin6_port; ULONG sin6_flowinfo; UCHAR sin6_addr[16]; ULONG sin6_scope_id;
} SOCKADDR_IN6;
typedef union { SOCKADDR_IN Ipv4; SOCKADDR_IN6 Ipv6; ADDRESS_FAMILY si_family; } SOCKADDR_INET;
typedef struct { SOCKADDR_INET Prefix; UINT8 PrefixLength; } IP_ADDRESS_PREFIX;

typedef struct {
    NET_LUID InterfaceLuid;
    NET_IFINDEX InterfaceIndex;
    GUID InterfaceGuid;
    WCHAR Alias[257];
    WCHAR Description[257];
    ULONG PhysicalAddressLength;
    UCHAR PhysicalAddress[32];
    UCHAR PermanentPhysicalAddress[32];
    ULONG Mtu;
    IFTYPE Type;
    ENUMERATION TunnelType;
    ENUMERATION MediaType;
    ENUMERATION PhysicalMediumType;
    ENUMERATION AccessType;
    ENUMERATION DirectionType;
    UINT8 InterfaceAndOperStatusFlags;
    ENUMERATION OperStatus;
    ENUMERATION AdminStatus;
    ENUMERATION MediaConnectState;
    GUID NetworkGuid;
    ENUMERATION ConnectionType;
    ULONG64 TransmitLinkSpeed, ReceiveLinkSpeed;
    ULONG64 InOctets, InUcastPkts, InNUcastPkts, InDiscards, InErrors, InUnknownProtos;
    ULONG64 InUcastOctets, InMulticastOctets, InBroadcastOctets;
    ULONG64 OutOctets, OutUcastPkts, OutNUcastPkts, OutDiscards, OutErrors;
    ULONG64 OutUcastOctets, OutMulticastOctets, OutBroadcastOctets, OutQLen;
} MIB_IF_ROW2;

typedef struct {
    SOCKADDR_INET Address;
    NET_LUID InterfaceLuid;
    NET_IFINDEX InterfaceIndex;
    ENUMERATION PrefixOrigin;
    ENUMERATION SuffixOrigin;
    ULONG ValidLifetime;
    ULONG PreferredLifetime;
    UINT8 OnLinkPrefixLength;
    BOOLEAN SkipAsSource;
    ENUMERATION DadState;
    ULONG ScopeId;
    LARGE_INTEGER CreationTimeStamp;
} MIB_UNICASTIPADDRESS_ROW;

typedef struct {
    NET_LUID InterfaceLuid;
    NET_IFINDEX InterfaceIndex;
    IP_ADDRESS_PREFIX DestinationPrefix;
    SOCKADDR_INET NextHop;
    UCHAR SitePrefixLength;
    ULONG ValidLifetime;
    ULONG PreferredLifetime;
    ULONG Metric;
    ENUMERATION Protocol;
    BOOLEAN Loopback;
    BOOLEAN AutoconfigureAddress;
    BOOLEAN Publish;
    BOOLEAN Immortal;
    ULONG Age;
    ENUMERATION Origin;
} MIB_IPFORWARD_ROW2;

typedef struct {
    ADDRESS_FAMILY Family;
    NET_LUID InterfaceLuid;
    NET_IFINDEX InterfaceIndex;
    ULONG MaxReassemblySize;
    ULONG64 InterfaceIdentifier;
    ULONG MinRouterAdvertisementInterval;
    ULONG MaxRouterAdvertisementInterval;
    BOOLEAN AdvertisingEnabled;
    BOOLEAN ForwardingEnabled;
    BOOLEAN WeakHostSend;
    BOOLEAN WeakHostReceive;
    BOOLEAN UseAutomaticMetric;
    BOOLEAN UseNeighborUnreachabilityDetection;
    BOOLEAN ManagedAddressConfigurationSupported;
    BOOLEAN OtherStatefulConfigurationSupported;
    BOOLEAN AdvertiseDefaultRoute;
    ENUMERATION RouterDiscoveryBehavior;
    ULONG DadTransmits;
    ULONG BaseReachableTime;
    ULONG RetransmitTime;
    ULONG PathMtuDiscoveryTimeout;
    ENUMERATION LinkLocalAddressBehavior;
    ULONG LinkLocalAddressTimeout;
    ULONG ZoneIndices[16];
    ULONG SitePrefixLength;
    ULONG Metric;
    ULONG NlMtu;
    BOOLEAN Connected;
    BOOLEAN SupportsWakeUpPatterns;
    BOOLEAN SupportsNeighborDiscovery;
    BOOLEAN SupportsRouterDiscovery;
    ULONG ReachableTime;
    UINT8 TransmitOffload;
    UINT8 ReceiveOffload;
    BOOLEAN DisableDefaultRoutes;
} MIB_IPINTERFACE_ROW;

typedef struct { ULONG NumEntries; ULONG64 Table[]; } MIB_TABLE;

typedef CONVENTION void (*CHANGE_CALLBACK)(PVOID CallerContext, PVOID Row, ENUMERATION NotificationType);
typedef CONVENTION ULONG (*DEVICE_NOTIFY_CALLBACK_ROUTINE)(PVOID Context, ULONG Type, PVOID Setting);
typedef struct { DEVICE_NOTIFY_CALLBACK_ROUTINE Callback; PVOID Context; } DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS;

// ---- what a test sets; all under one lock that no callback is made under

enum { IP_INTERFACE, UNICAST_ADDRESS, ROUTE, INTERFACE, TABLES };
enum {
    NOTIFY_IP_INTERFACE, NOTIFY_UNICAST_ADDRESS, NOTIFY_ROUTE, CANCEL,
    IF_TABLE, ADDRESS_TABLE, ROUTE_TABLE, IP_INTERFACE_TABLE, BEST_ROUTE, POWER_REGISTER, POWER_UNREGISTER, FUNCTIONS
};
// In place of an error code: answer as usual; answer success and give nothing.
enum { AS_USUAL = -1, SUCCESS_WITHOUT_RESULT = -2 };

typedef struct registration {
    struct registration *next;
    int kind;
    ADDRESS_FAMILY family;
    CHANGE_CALLBACK callback;
    DEVICE_NOTIFY_CALLBACK_ROUTINE power;
    PVOID context;
    int users;   // threads that have picked it for a call
    int running; // threads that are in its callback
    int ended;
} registration;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t quiet = PTHREAD_COND_INITIALIZER;
static registration *registrations;
static registration *forgotten; // no handle leads to them, but they may still be called
static unsigned char *tables[TABLES];
static ULONG counts[TABLES];
static int answers[FUNCTIONS];
static int calls[FUNCTIONS];
static long delivered, tablesOut, cancelsInside;
static const ULONG sizes[TABLES] = {
    sizeof(MIB_IPINTERFACE_ROW), sizeof(MIB_UNICASTIPADDRESS_ROW), sizeof(MIB_IPFORWARD_ROW2), sizeof(MIB_IF_ROW2)};

// The registrations whose callbacks this thread is in, innermost first.
typedef struct inside { struct inside *outer; registration *of; } inside;
static __thread inside *innermost;

static ADDRESS_FAMILY family_of(int kind, const void *row)
{
    switch (kind) {
    case IP_INTERFACE: return ((const MIB_IPINTERFACE_ROW *) row)->Family;
    case UNICAST_ADDRESS: return ((const MIB_UNICASTIPADDRESS_ROW *) row)->Address.si_family;
    case ROUTE: return ((const MIB_IPFORWARD_ROW2 *) row)->DestinationPrefix.Prefix.si_family;
    default: return AF_UNSPEC;
    }
}

static int known(ADDRESS_FAMILY family)
{
    return family == AF_UNSPEC || family == AF_INET || family == AF_INET6;
}

static void answer_at_first(void)
{
    for (int i = 0; i < FUNCTIONS; i++) {
        answers[i] = AS_USUAL;
        calls[i] = 0;
    }
}

__attribute__((constructor)) static void loaded(void)
{
    answer_at_first();
}

static int answer(int function)
{
    pthread_mutex_lock(&lock);
    calls[function]++;
    int code = answers[function];
    pthread_mutex_unlock(&lock);
    return code;
}

// One callback, unless the registration has ended meanwhile. The lock is held on entry and on return, not in between.
static void call_one(registration *r, PVOID row, ENUMERATION type)
{
    if (r->ended) {
        return;
    }
    r->running++;
    pthread_mutex_unlock(&lock);
    inside here = {innermost, r};
    innermost = &here;
    if (r->power != NULL) {
        r->power(r->context, (ULONG) type, NULL);
    } else {
        r->callback(r->context, row, type);
    }
    innermost = here.outer;
    pthread_mutex_lock(&lock);
    r->running--;
    delivered++;
    pthread_cond_broadcast(&quiet);
}

static void release(registration *r)
{
    r->users--;
    pthread_cond_broadcast(&quiet);
}

// Calls everybody who asked for this kind; a kind of TABLES is power. Each gets a row of its own that is gone afterwards.
static void call_all(int kind, const void *row, ENUMERATION type)
{
    registration *chosen[64];
    int n = 0;
    pthread_mutex_lock(&lock);
    for (registration *r = registrations; r != NULL && n < 64; r = r->next) {
        int fits = row == NULL || r->family == AF_UNSPEC || r->family == family_of(kind, row);
        if (r->kind == kind && fits) {
            r->users++;
            chosen[n++] = r;
        }
    }
    for (int i = 0; i < n; i++) {
        void *copy = NULL;
        if (row != NULL) {
            copy = malloc(sizes[kind]);
            memcpy(copy, row, sizes[kind]);
        }
        call_one(chosen[i], copy, type);
        if (copy != NULL) {
            memset(copy, 0xdd, sizes[kind]);
            free(copy);
        }
        release(chosen[i]);
    }
    pthread_mutex_unlock(&lock);
}

// ---- iphlpapi.dll: notifications

static DWORD notify_change(int function, int kind, ADDRESS_FAMILY family, CHANGE_CALLBACK callback, PVOID context,
    BOOLEAN initial, HANDLE *handle)
{
    int code = answer(function);
    if (code >= 0) {
        return (DWORD) code;
    }
    if (!known(family) || callback == NULL || handle == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    registration *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    r->kind = kind;
    r->family = family;
    r->callback = callback;
    r->context = context;
    pthread_mutex_lock(&lock);
    if (code == SUCCESS_WITHOUT_RESULT) {
        r->next = forgotten;
        forgotten = r;
    } else {
        r->next = registrations;
        registrations = r;
    }
    if (initial) {
        call_one(r, NULL, MibInitialNotification);
    }
    pthread_mutex_unlock(&lock);
    *handle = code == SUCCESS_WITHOUT_RESULT ? NULL : r;
    return NO_ERROR;
}

NETIOAPI DWORD NotifyIpInterfaceChange(ADDRESS_FAMILY Family, CHANGE_CALLBACK Callback, PVOID CallerContext,
    BOOLEAN InitialNotification, HANDLE *NotificationHandle)
{
    return notify_change(NOTIFY_IP_INTERFACE, IP_INTERFACE, Family, Callback, CallerContext, InitialNotification,
        NotificationHandle);
}

NETIOAPI DWORD NotifyUnicastIpAddressChange(ADDRESS_FAMILY Family, CHANGE_CALLBACK Callback, PVOID CallerContext,
    BOOLEAN InitialNotification, HANDLE *NotificationHandle)
{
    return notify_change(NOTIFY_UNICAST_ADDRESS, UNICAST_ADDRESS, Family, Callback, CallerContext,
        InitialNotification, NotificationHandle);
}

NETIOAPI DWORD NotifyRouteChange2(ADDRESS_FAMILY AddressFamily, CHANGE_CALLBACK Callback, PVOID CallerContext,
    BOOLEAN InitialNotification, HANDLE *NotificationHandle)
{
    return notify_change(
        NOTIFY_ROUTE, ROUTE, AddressFamily, Callback, CallerContext, InitialNotification, NotificationHandle);
}

// Takes a registration out of the list; NULL where it is not there. The lock is held.
static registration *unlink_registration(HANDLE handle, int power)
{
    for (registration **at = &registrations; *at != NULL; at = &(*at)->next) {
        if (*at == handle && ((*at)->power != NULL) == power) {
            registration *found = *at;
            *at = found->next;
            return found;
        }
    }
    return NULL;
}

// Documented: waits for the callbacks that are running, so that calling it from one would never end.
NETIOAPI DWORD CancelMibChangeNotify2(HANDLE NotificationHandle)
{
    int code = answer(CANCEL);
    if (code >= 0) {
        return (DWORD) code;
    }
    pthread_mutex_lock(&lock);
    cancelsInside += innermost != NULL;
    for (inside *in = innermost; in != NULL; in = in->outer) {
        if (in->of == NotificationHandle) {
            pthread_mutex_unlock(&lock);
            return ERROR_POSSIBLE_DEADLOCK;
        }
    }
    registration *r = NotificationHandle == NULL ? NULL : unlink_registration(NotificationHandle, 0);
    if (r != NULL) {
        r->ended = 1;
        while (r->running > 0 || r->users > 0) {
            pthread_cond_wait(&quiet, &lock);
        }
        free(r);
    }
    pthread_mutex_unlock(&lock);
    return r == NULL ? ERROR_INVALID_PARAMETER : NO_ERROR;
}

// ---- iphlpapi.dll: tables

static DWORD copy_table(int function, int kind, ADDRESS_FAMILY family, PVOID *table)
{
    int code = answer(function);
    if (code >= 0) {
        return (DWORD) code;
    }
    if (table == NULL || !known(family)) {
        return ERROR_INVALID_PARAMETER;
    }
    if (code == SUCCESS_WITHOUT_RESULT) {
        *table = NULL;
        return NO_ERROR;
    }
    pthread_mutex_lock(&lock);
    MIB_TABLE *copy = malloc(sizeof(MIB_TABLE) + (size_t) counts[kind] * sizes[kind]);
    memset(copy, 0xa5, sizeof(MIB_TABLE)); // the padding behind the number of rows holds anything
    copy->NumEntries = 0;
    for (ULONG i = 0; i < counts[kind]; i++) {
        const unsigned char *row = tables[kind] + (size_t) i * sizes[kind];
        if (family == AF_UNSPEC || family == family_of(kind, row)) {
            memcpy((unsigned char *) copy->Table + (size_t) copy->NumEntries++ * sizes[kind], row, sizes[kind]);
        }
    }
    int empty = copy->NumEntries == 0 && kind != INTERFACE;
    if (empty) {
        free(copy);
    } else {
        *table = copy;
        tablesOut++;
    }
    pthread_mutex_unlock(&lock);
    return empty ? ERROR_NOT_FOUND : NO_ERROR;
}

NETIOAPI DWORD GetIfTable2(PVOID *Table)
{
    return copy_table(IF_TABLE, INTERFACE, AF_UNSPEC, Table);
}

NETIOAPI DWORD GetUnicastIpAddressTable(ADDRESS_FAMILY Family, PVOID *Table)
{
    return copy_table(ADDRESS_TABLE, UNICAST_ADDRESS, Family, Table);
}

NETIOAPI DWORD GetIpForwardTable2(ADDRESS_FAMILY Family, PVOID *Table)
{
    return copy_table(ROUTE_TABLE, ROUTE, Family, Table);
}

NETIOAPI DWORD GetIpInterfaceTable(ADDRESS_FAMILY Family, PVOID *Table)
{
    return copy_table(IP_INTERFACE_TABLE, IP_INTERFACE, Family, Table);
}

NETIOAPI void FreeMibTable(PVOID Memory)
{
    pthread_mutex_lock(&lock);
    tablesOut--;
    pthread_mutex_unlock(&lock);
    free(Memory);
}

// ---- iphlpapi.dll: the best route

static const UCHAR *bytes_of(const SOCKADDR_INET *address)
{
    return address->si_family == AF_INET ? address->Ipv4.sin_addr : address->Ipv6.sin6_addr;
}

static int covers(const IP_ADDRESS_PREFIX *prefix, const SOCKADDR_INET *address)
{
    if (prefix->Prefix.si_family != address->si_family) {
        return 0;
    }
    const UCHAR *a = bytes_of(&prefix->Prefix), *b = bytes_of(address);
    int whole = prefix->PrefixLength / 8, rest = prefix->PrefixLength % 8;
    return memcmp(a, b, (size_t) whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

static ULONG interface_metric(const MIB_IPFORWARD_ROW2 *route)
{
    const MIB_IPINTERFACE_ROW *rows = (const MIB_IPINTERFACE_ROW *) tables[IP_INTERFACE];
    for (ULONG i = 0; i < counts[IP_INTERFACE]; i++) {
        if (rows[i].InterfaceIndex == route->InterfaceIndex
            && rows[i].Family == route->DestinationPrefix.Prefix.si_family) {
            return rows[i].Metric;
        }
    }
    return 0;
}

// The longest prefix, then the smallest sum of both metrics; the source is the first usable address of the interface.
NETIOAPI DWORD GetBestRoute2(NET_LUID *InterfaceLuid, NET_IFINDEX InterfaceIndex, const SOCKADDR_INET *SourceAddress,
    const SOCKADDR_INET *DestinationAddress, ULONG AddressSortOptions, MIB_IPFORWARD_ROW2 *BestRoute,
    SOCKADDR_INET *BestSourceAddress)
{
    int code = answer(BEST_ROUTE);
    if (code >= 0) {
        return (DWORD) code;
    }
    if (DestinationAddress == NULL || BestRoute == NULL || BestSourceAddress == NULL || AddressSortOptions != 0
        || DestinationAddress->si_family == AF_UNSPEC || !known(DestinationAddress->si_family)
        || (SourceAddress != NULL && SourceAddress->si_family != DestinationAddress->si_family)) {
        return ERROR_INVALID_PARAMETER;
    }
    if (InterfaceLuid != NULL || InterfaceIndex != 0) {
        return ERROR_FILE_NOT_FOUND;
    }
    pthread_mutex_lock(&lock);
    const MIB_IPFORWARD_ROW2 *rows = (const MIB_IPFORWARD_ROW2 *) tables[ROUTE], *best = NULL;
    for (ULONG i = 0; i < counts[ROUTE]; i++) {
        const MIB_IPFORWARD_ROW2 *row = &rows[i];
        if (covers(&row->DestinationPrefix, DestinationAddress)
            && (best == NULL || row->DestinationPrefix.PrefixLength > best->DestinationPrefix.PrefixLength
                || (row->DestinationPrefix.PrefixLength == best->DestinationPrefix.PrefixLength
                    && row->Metric + interface_metric(row) < best->Metric + interface_metric(best)))) {
            best = row;
        }
    }
    int found = 0;
    if (best != NULL) {
        const MIB_UNICASTIPADDRESS_ROW *addresses = (const MIB_UNICASTIPADDRESS_ROW *) tables[UNICAST_ADDRESS];
        for (ULONG i = 0; i < counts[UNICAST_ADDRESS] && !found; i++) {
            const MIB_UNICASTIPADDRESS_ROW *address = &addresses[i];
            if (address->InterfaceIndex == best->InterfaceIndex
                && address->Address.si_family == DestinationAddress->si_family && !address->SkipAsSource) {
                *BestSourceAddress = address->Address;
                found = 1;
            }
        }
        if (SourceAddress != NULL) {
            *BestSourceAddress = *SourceAddress;
            found = 1;
        }
    }
    if (found) {
        *BestRoute = *best;
    }
    pthread_mutex_unlock(&lock);
    return found ? NO_ERROR : ERROR_NETWORK_UNREACHABLE;
}

// ---- powrprof.dll

NETIOAPI DWORD PowerRegisterSuspendResumeNotification(DWORD Flags, HANDLE Recipient, PVOID *RegistrationHandle)
{
    int code = answer(POWER_REGISTER);
    if (code >= 0) {
        return (DWORD) code;
    }
    const DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS *parameters = Recipient;
    enum { DEVICE_NOTIFY_CALLBACK = 2 };
    if (Flags != DEVICE_NOTIFY_CALLBACK || parameters == NULL || parameters->Callback == NULL
        || RegistrationHandle == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (code == SUCCESS_WITHOUT_RESULT) {
        *RegistrationHandle = NULL;
        return NO_ERROR;
    }
    registration *r = calloc(1, sizeof *r);
    r->kind = TABLES;
    r->power = parameters->Callback;
    r->context = parameters->Context;
    pthread_mutex_lock(&lock);
    r->next = registrations;
    registrations = r;
    pthread_mutex_unlock(&lock);
    *RegistrationHandle = r;
    return NO_ERROR;
}

// Not documented to wait for a callback that is running, and it does not.
NETIOAPI DWORD PowerUnregisterSuspendResumeNotification(HANDLE RegistrationHandle)
{
    int code = answer(POWER_UNREGISTER);
    if (code >= 0) {
        return (DWORD) code;
    }
    pthread_mutex_lock(&lock);
    registration *r = unlink_registration(RegistrationHandle, 1);
    if (r != NULL) {
        r->ended = 1;
        r->next = forgotten;
        forgotten = r;
    }
    pthread_mutex_unlock(&lock);
    return r == NULL ? ERROR_INVALID_PARAMETER : NO_ERROR;
}

// ---- the test's side

typedef struct { const char *name; int offset, size; } field;
#define FIELD(row, name) {#name, offsetof(row, name), sizeof(((row *) 0)->name)}

static const field ip_interface_fields[] = {
    FIELD(MIB_IPINTERFACE_ROW, Family), FIELD(MIB_IPINTERFACE_ROW, InterfaceLuid),
    FIELD(MIB_IPINTERFACE_ROW, InterfaceIndex), FIELD(MIB_IPINTERFACE_ROW, UseAutomaticMetric),
    FIELD(MIB_IPINTERFACE_ROW, Metric), FIELD(MIB_IPINTERFACE_ROW, NlMtu), FIELD(MIB_IPINTERFACE_ROW, Connected),
    FIELD(MIB_IPINTERFACE_ROW, DisableDefaultRoutes), {NULL, 0, 0}};
static const field address_fields[] = {
    FIELD(MIB_UNICASTIPADDRESS_ROW, Address), FIELD(MIB_UNICASTIPADDRESS_ROW, InterfaceLuid),
    FIELD(MIB_UNICASTIPADDRESS_ROW, InterfaceIndex), FIELD(MIB_UNICASTIPADDRESS_ROW, PrefixOrigin),
    FIELD(MIB_UNICASTIPADDRESS_ROW, SuffixOrigin), FIELD(MIB_UNICASTIPADDRESS_ROW, ValidLifetime),
    FIELD(MIB_UNICASTIPADDRESS_ROW, PreferredLifetime), FIELD(MIB_UNICASTIPADDRESS_ROW, OnLinkPrefixLength),
    FIELD(MIB_UNICASTIPADDRESS_ROW, SkipAsSource), FIELD(MIB_UNICASTIPADDRESS_ROW, DadState),
    FIELD(MIB_UNICASTIPADDRESS_ROW, ScopeId), FIELD(MIB_UNICASTIPADDRESS_ROW, CreationTimeStamp), {NULL, 0, 0}};
static const field route_fields[] = {
    FIELD(MIB_IPFORWARD_ROW2, InterfaceLuid), FIELD(MIB_IPFORWARD_ROW2, InterfaceIndex),
    FIELD(MIB_IPFORWARD_ROW2, DestinationPrefix.Prefix), FIELD(MIB_IPFORWARD_ROW2, DestinationPrefix.PrefixLength),
    FIELD(MIB_IPFORWARD_ROW2, NextHop), FIELD(MIB_IPFORWARD_ROW2, ValidLifetime),
    FIELD(MIB_IPFORWARD_ROW2, PreferredLifetime), FIELD(MIB_IPFORWARD_ROW2, Metric),
    FIELD(MIB_IPFORWARD_ROW2, Protocol), FIELD(MIB_IPFORWARD_ROW2, Loopback), FIELD(MIB_IPFORWARD_ROW2, Immortal),
    FIELD(MIB_IPFORWARD_ROW2, Age), FIELD(MIB_IPFORWARD_ROW2, Origin), {NULL, 0, 0}};
static const field interface_fields[] = {
    FIELD(MIB_IF_ROW2, InterfaceLuid), FIELD(MIB_IF_ROW2, InterfaceIndex), FIELD(MIB_IF_ROW2, InterfaceGuid),
    FIELD(MIB_IF_ROW2, Alias), FIELD(MIB_IF_ROW2, Description), FIELD(MIB_IF_ROW2, PhysicalAddressLength),
    FIELD(MIB_IF_ROW2, PhysicalAddress), FIELD(MIB_IF_ROW2, Mtu), FIELD(MIB_IF_ROW2, Type),
    FIELD(MIB_IF_ROW2, TunnelType), FIELD(MIB_IF_ROW2, MediaType), FIELD(MIB_IF_ROW2, PhysicalMediumType),
    FIELD(MIB_IF_ROW2, AccessType), FIELD(MIB_IF_ROW2, DirectionType),
    FIELD(MIB_IF_ROW2, InterfaceAndOperStatusFlags), FIELD(MIB_IF_ROW2, OperStatus), FIELD(MIB_IF_ROW2, AdminStatus),
    FIELD(MIB_IF_ROW2, MediaConnectState), FIELD(MIB_IF_ROW2, NetworkGuid), FIELD(MIB_IF_ROW2, ConnectionType),
    FIELD(MIB_IF_ROW2, TransmitLinkSpeed), FIELD(MIB_IF_ROW2, ReceiveLinkSpeed), FIELD(MIB_IF_ROW2, InOctets),
    FIELD(MIB_IF_ROW2, OutOctets), {NULL, 0, 0}};
static const field *const fields[TABLES] = {
    ip_interface_fields, address_fields, route_fields, interface_fields};

// Without <jni.h>, which a machine that only runs Java lacks: the number is the function's place in the table of
// functions that the JNI specification fixes.
static void *memory(void *env, void *buffer)
{
    enum { GET_DIRECT_BUFFER_ADDRESS = 230 };
    typedef void *(*get_address)(void *, void *);
    return buffer == NULL ? NULL : ((get_address) (*(void ***) env)[GET_DIRECT_BUFFER_ADDRESS])(env, buffer);
}

#define JAVA(type, name, ...) \
    EXPORT type Java_dev_netmon_ffi_testing_WindowsStandIn_##name(void *env, void *class, ##__VA_ARGS__)

JAVA(int32_t, rowSize, int32_t table)
{
    return (int32_t) sizes[table];
}

// Offset and size of a field, 32 bits each; -1 where there is none of that name.
JAVA(int64_t, field, int32_t table, void *name)
{
    for (const field *f = fields[table]; f->name != NULL; f++) {
        if (strcmp(f->name, memory(env, name)) == 0) {
            return (int64_t) f->offset << 32 | f->size;
        }
    }
    return -1;
}

JAVA(void, setTable, int32_t table, void *rows, int32_t count)
{
    size_t bytes = (size_t) count * sizes[table];
    unsigned char *copy = malloc(bytes + 1);
    memcpy(copy, memory(env, rows), bytes);
    pthread_mutex_lock(&lock);
    free(tables[table]);
    tables[table] = copy;
    counts[table] = (ULONG) count;
    pthread_mutex_unlock(&lock);
}

JAVA(void, setAnswer, int32_t function, int32_t code)
{
    pthread_mutex_lock(&lock);
    answers[function] = code;
    pthread_mutex_unlock(&lock);
}

JAVA(int32_t, callsOf, int32_t function)
{
    pthread_mutex_lock(&lock);
    int n = calls[function];
    pthread_mutex_unlock(&lock);
    return n;
}

enum { REGISTERED, DELIVERED, TABLES_OUT, CANCELS_INSIDE };

JAVA(int64_t, count, int32_t what)
{
    pthread_mutex_lock(&lock);
    int64_t n = 0;
    switch (what) {
    case REGISTERED:
        for (registration *r = registrations; r != NULL; r = r->next) {
            n++;
        }
        break;
    case DELIVERED: n = delivered; break;
    case TABLES_OUT: n = tablesOut; break;
    default: n = cancelsInside; break;
    }
    pthread_mutex_unlock(&lock);
    return n;
}

// Everything as loaded; registrations that a test left behind are forgotten, not freed.
JAVA(void, clear)
{
    pthread_mutex_lock(&lock);
    for (registration *r; (r = registrations) != NULL;) {
        registrations = r->next;
        r->ended = 1;
        r->next = forgotten;
        forgotten = r;
    }
    for (int i = 0; i < TABLES; i++) {
        free(tables[i]);
        tables[i] = NULL;
        counts[i] = 0;
    }
    answer_at_first();
    delivered = tablesOut = cancelsInside = 0;
    pthread_mutex_unlock(&lock);
}

typedef struct { int kind; void *row; int type; int64_t times; int all; } job;
static volatile int stop;
#define ENDLESS INT64_MAX

static void *run(void *argument)
{
    job *work = argument;
    for (int64_t i = 0; i < work->times && !(work->all && stop); i++) {
        if (work->all) {
            // Every kind in turn, every other time without a row; the row's interface says which turn it is.
            MIB_IPINTERFACE_ROW ipInterface = {.Family = AF_INET, .InterfaceIndex = (NET_IFINDEX) i};
            MIB_UNICASTIPADDRESS_ROW address = {.Address.si_family = AF_INET, .InterfaceIndex = (NET_IFINDEX) i};
            MIB_IPFORWARD_ROW2 route = {.InterfaceIndex = (NET_IFINDEX) i};
            const void *rows[] = {&ipInterface, &address, &route};
            int kind = (int) (i % 3);
            call_all(kind, i % 2 == 0 ? rows[kind] : NULL, kind);
            if (work->times == ENDLESS) {
                usleep(20); // so that who registers and cancels comes to its turn
            }
        } else {
            call_all(work->kind, work->row, work->type);
        }
    }
    return NULL;
}

enum { MOST_THREADS = 64 };
typedef struct { job work; int threads; pthread_t started[MOST_THREADS]; } crew;

static crew *begin(int threads, job work)
{
    crew *all = calloc(1, sizeof *all);
    all->work = work;
    all->threads = threads;
    stop = 0;
    for (int i = 0; i < threads; i++) {
        pthread_create(&all->started[i], NULL, run, &all->work);
    }
    return all;
}

static void end(crew *all)
{
    for (int i = 0; i < all->threads; i++) {
        pthread_join(all->started[i], NULL);
    }
    free(all);
}

JAVA(void, fire, int32_t kind, int32_t type, void *row)
{
    job work = {kind, memory(env, row), type, 1, 0};
    end(begin(1, work));
}

// One call to whoever of that kind has no handle.
static void *call_forgotten(void *argument)
{
    job *work = argument;
    pthread_mutex_lock(&lock);
    for (registration *r = forgotten; r != NULL; r = r->next) {
        if (r->kind == work->kind) {
            call_one(r, NULL, work->type);
        }
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

JAVA(void, fireForgotten, int32_t kind, int32_t type)
{
    job work = {kind, NULL, type, 1, 0};
    pthread_t thread;
    pthread_create(&thread, NULL, call_forgotten, &work);
    pthread_join(thread, NULL);
}

JAVA(void, fireStorm, int32_t threads, int64_t each)
{
    job work = {0, NULL, 0, each, 1};
    end(begin(threads, work));
}

JAVA(int64_t, beginStorm, int32_t threads)
{
    job work = {0, NULL, 0, ENDLESS, 1};
    return (int64_t) (intptr_t) begin(threads, work);
}

JAVA(void, endStorm, int64_t storm)
{
    stop = 1;
    end((crew *) (intptr_t) storm);
}
