// SPDX-License-Identifier: Apache-2.0
/*
 * iphlpshim.dll: the IP Helper of Wine with notifications that work.
 *
 * Wine shows the links, addresses and routes of its network namespace in the tables, but its notifications are never
 * delivered. Here a thread reads the tables again and again, compares, and calls whoever registered, as Microsoft's
 * pages of the functions have it: on a thread that is not the program's, with a row of which only the key is filled in,
 * and a cancel that waits for the callbacks that run. Everything else goes to Wine (iphlpshim.def), so what Wine does
 * not support is not supported here either.
 */
#define _WIN32_WINNT 0x0A00
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* How often the tables are read. */
#define PERIOD_MILLIS 50

enum kind { INTERFACES, ADDRESSES, ROUTES, KINDS };

typedef void(WINAPI *callback)(PVOID context, PVOID row, MIB_NOTIFICATION_TYPE type);

struct registration {
    struct registration *next;
    enum kind kind;
    ADDRESS_FAMILY family;
    callback callback;
    PVOID context;
};

/* Guards the list and is held while callbacks run, so that a cancel waits for them. The thread that holds it may enter again. */
static CRITICAL_SECTION lock;
static struct registration *registrations;
static DWORD watcher;

static bool wanted(const struct registration *r, enum kind kind, ADDRESS_FAMILY family)
{
    return r->kind == kind && (r->family == AF_UNSPEC || family == r->family);
}

static void tell(enum kind kind, ADDRESS_FAMILY family, PVOID row, MIB_NOTIFICATION_TYPE type)
{
    for (struct registration *r = registrations; r != NULL; r = r->next) {
        if (wanted(r, kind, family)) {
            r->callback(r->context, row, type);
        }
    }
}

/* Rows are compared field by field: Wine leaves padding as it was. */
static bool same_address(const SOCKADDR_INET *a, const SOCKADDR_INET *b)
{
    if (a->si_family != b->si_family) {
        return false;
    }
    return a->si_family == AF_INET6
        ? memcmp(&a->Ipv6.sin6_addr, &b->Ipv6.sin6_addr, sizeof a->Ipv6.sin6_addr) == 0
        : a->Ipv4.sin_addr.s_addr == b->Ipv4.sin_addr.s_addr;
}

static bool interface_key(const void *left, const void *right)
{
    const MIB_IF_ROW2 *a = left, *b = right;
    return a->InterfaceLuid.Value == b->InterfaceLuid.Value;
}

static bool interface_rest(const void *left, const void *right)
{
    const MIB_IF_ROW2 *a = left, *b = right;
    return a->OperStatus == b->OperStatus && a->AdminStatus == b->AdminStatus
        && a->MediaConnectState == b->MediaConnectState && a->Mtu == b->Mtu
        && wcsncmp(a->Alias, b->Alias, IF_MAX_STRING_SIZE) == 0;
}

static void interface_told(const void *row, MIB_NOTIFICATION_TYPE type)
{
    static const ADDRESS_FAMILY families[] = {AF_INET, AF_INET6};
    const MIB_IF_ROW2 *r = row;
    for (int i = 0; i < 2; i++) {
        MIB_IPINTERFACE_ROW key = {0};
        key.Family = families[i];
        key.InterfaceLuid = r->InterfaceLuid;
        key.InterfaceIndex = r->InterfaceIndex;
        tell(INTERFACES, families[i], &key, type);
    }
}

static bool address_key(const void *left, const void *right)
{
    const MIB_UNICASTIPADDRESS_ROW *a = left, *b = right;
    return a->InterfaceLuid.Value == b->InterfaceLuid.Value && same_address(&a->Address, &b->Address);
}

static bool address_rest(const void *left, const void *right)
{
    const MIB_UNICASTIPADDRESS_ROW *a = left, *b = right;
    return a->OnLinkPrefixLength == b->OnLinkPrefixLength && a->DadState == b->DadState;
}

static void address_told(const void *row, MIB_NOTIFICATION_TYPE type)
{
    const MIB_UNICASTIPADDRESS_ROW *r = row;
    MIB_UNICASTIPADDRESS_ROW key = {0};
    key.Address = r->Address;
    key.InterfaceLuid = r->InterfaceLuid;
    key.InterfaceIndex = r->InterfaceIndex;
    tell(ADDRESSES, r->Address.si_family, &key, type);
}

static bool route_key(const void *left, const void *right)
{
    const MIB_IPFORWARD_ROW2 *a = left, *b = right;
    return a->InterfaceLuid.Value == b->InterfaceLuid.Value
        && a->DestinationPrefix.PrefixLength == b->DestinationPrefix.PrefixLength
        && same_address(&a->DestinationPrefix.Prefix, &b->DestinationPrefix.Prefix)
        && same_address(&a->NextHop, &b->NextHop);
}

static bool route_rest(const void *left, const void *right)
{
    const MIB_IPFORWARD_ROW2 *a = left, *b = right;
    return a->Metric == b->Metric && a->Protocol == b->Protocol;
}

static void route_told(const void *row, MIB_NOTIFICATION_TYPE type)
{
    const MIB_IPFORWARD_ROW2 *r = row;
    MIB_IPFORWARD_ROW2 key = {0};
    key.InterfaceLuid = r->InterfaceLuid;
    key.InterfaceIndex = r->InterfaceIndex;
    key.DestinationPrefix = r->DestinationPrefix;
    key.NextHop = r->NextHop;
    tell(ROUTES, r->DestinationPrefix.Prefix.si_family, &key, type);
}

static DWORD read_table(enum kind kind, void **table)
{
    switch (kind) {
    case INTERFACES: return GetIfTable2((PMIB_IF_TABLE2 *)table);
    case ADDRESSES: return GetUnicastIpAddressTable(AF_UNSPEC, (PMIB_UNICASTIPADDRESS_TABLE *)table);
    default: return GetIpForwardTable2(AF_UNSPEC, (PMIB_IPFORWARD_TABLE2 *)table);
    }
}

static const struct {
    size_t first, size;
    bool (*key)(const void *, const void *);
    bool (*rest)(const void *, const void *);
    void (*told)(const void *, MIB_NOTIFICATION_TYPE);
} kinds[KINDS] = {
    {offsetof(MIB_IF_TABLE2, Table), sizeof(MIB_IF_ROW2), interface_key, interface_rest, interface_told},
    {offsetof(MIB_UNICASTIPADDRESS_TABLE, Table), sizeof(MIB_UNICASTIPADDRESS_ROW), address_key, address_rest, address_told},
    {offsetof(MIB_IPFORWARD_TABLE2, Table), sizeof(MIB_IPFORWARD_ROW2), route_key, route_rest, route_told},
};

/* The number of rows is the first member of every table. */
static const char *row(enum kind kind, const void *table, ULONG index)
{
    return (const char *)table + kinds[kind].first + index * kinds[kind].size;
}

static const char *find(enum kind kind, const void *table, const char *wanted)
{
    for (ULONG i = 0; i < *(const ULONG *)table; i++) {
        if (kinds[kind].key(row(kind, table, i), wanted)) {
            return row(kind, table, i);
        }
    }
    return NULL;
}

static void compare(enum kind kind, const void *before, const void *after)
{
    for (ULONG i = 0; i < *(const ULONG *)before; i++) {
        if (find(kind, after, row(kind, before, i)) == NULL) {
            kinds[kind].told(row(kind, before, i), MibDeleteInstance);
        }
    }
    for (ULONG i = 0; i < *(const ULONG *)after; i++) {
        const char *now = row(kind, after, i);
        const char *then = find(kind, before, now);
        if (then == NULL) {
            kinds[kind].told(now, MibAddInstance);
        } else if (!kinds[kind].rest(then, now)) {
            kinds[kind].told(now, MibParameterNotification);
        }
    }
}

static DWORD WINAPI watch(LPVOID first)
{
    void **known = first;
    for (;;) {
        Sleep(PERIOD_MILLIS);
        for (enum kind kind = 0; kind < KINDS; kind++) {
            void *now = NULL;
            if (read_table(kind, &now) != NO_ERROR) {
                continue;
            }
            EnterCriticalSection(&lock);
            compare(kind, known[kind], now);
            LeaveCriticalSection(&lock);
            FreeMibTable(known[kind]);
            known[kind] = now;
        }
    }
    return 0;
}

/* With the first registration: what was there before it is nobody's news, what comes after it is. */
static DWORD start(void)
{
    static void *known[KINDS];
    for (enum kind kind = 0; kind < KINDS; kind++) {
        DWORD error = read_table(kind, &known[kind]);
        if (error != NO_ERROR) {
            return error;
        }
    }
    HANDLE thread = CreateThread(NULL, 0, watch, known, 0, &watcher);
    if (thread == NULL) {
        return GetLastError();
    }
    CloseHandle(thread);
    return NO_ERROR;
}

static DWORD add(enum kind kind, ADDRESS_FAMILY family, callback told, PVOID context, BOOLEAN initial, HANDLE *handle)
{
    if (told == NULL || handle == NULL || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) {
        return ERROR_INVALID_PARAMETER;
    }
    struct registration *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *r = (struct registration){NULL, kind, family, told, context};
    EnterCriticalSection(&lock);
    DWORD error = watcher == 0 ? start() : NO_ERROR;
    if (error == NO_ERROR) {
        *handle = r;
        r->next = registrations;
        registrations = r;
        if (initial) {
            told(context, NULL, MibInitialNotification);
        }
    } else {
        free(r);
    }
    LeaveCriticalSection(&lock);
    return error;
}

DWORD WINAPI shim_interfaces(ADDRESS_FAMILY family, callback told, PVOID context, BOOLEAN initial, HANDLE *handle)
{
    return add(INTERFACES, family, told, context, initial, handle);
}

DWORD WINAPI shim_addresses(ADDRESS_FAMILY family, callback told, PVOID context, BOOLEAN initial, HANDLE *handle)
{
    return add(ADDRESSES, family, told, context, initial, handle);
}

DWORD WINAPI shim_routes(ADDRESS_FAMILY family, callback told, PVOID context, BOOLEAN initial, HANDLE *handle)
{
    return add(ROUTES, family, told, context, initial, handle);
}

DWORD WINAPI shim_cancel(HANDLE handle)
{
    /* On Windows a cancel in a callback never returns. */
    if (GetCurrentThreadId() == watcher) {
        return ERROR_POSSIBLE_DEADLOCK;
    }
    DWORD error = ERROR_INVALID_PARAMETER;
    EnterCriticalSection(&lock);
    for (struct registration **at = &registrations; *at != NULL; at = &(*at)->next) {
        if (*at == handle) {
            *at = (*at)->next;
            free(handle);
            error = NO_ERROR;
            break;
        }
    }
    LeaveCriticalSection(&lock);
    return error;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        InitializeCriticalSection(&lock);
    }
    return TRUE;
}
