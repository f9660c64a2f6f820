// SPDX-License-Identifier: Apache-2.0
/*
 * A stand-in, for tests, for the part of macOS that a reader of the routing socket uses: its C library's calls, and the
 * sockets behind them. Written from Apple's manual pages route(4), sysctl(3), getifaddrs(3), poll(2), recv(2), from
 * Apple's headers, and from the published source of the routing socket where those are silent.
 *
 * It exports the calls under their own names, takes macOS numbers only and answers with macOS errnos, so that a number of
 * Linux fails the test that uses it. A datagram is one message; what does not fit into the receive buffer is gone without
 * a sign, and what does not fit into the reader's memory is cut off. It knows nothing by itself: a test writes the tables,
 * the answers and the events, through sysctl names that begin with STAND_IN and that macOS does not have.
 *
 * With APPLE_VARIADIC the variable argument of ioctl is taken from the stack, as on Apple's arm64.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The names below are the C library's; the kernel is reached past it. */
#define CALL(result, name, ...)                                                                     \
    __attribute__((visibility("default"))) result darwin_##name(__VA_ARGS__) __asm__(#name);        \
    result darwin_##name(__VA_ARGS__)

/* <sys/errno.h> of macOS */
enum {
    D_ENOENT = 2, D_ESRCH = 3, D_EPERM = 1, D_ENXIO = 6, D_EBADF = 9, D_ENOMEM = 12, D_EFAULT = 14, D_EINVAL = 22,
    D_EMFILE = 24, D_ENOTTY = 25, D_EAGAIN = 35, D_ENOTSOCK = 38, D_ENOPROTOOPT = 42, D_EPROTONOSUPPORT = 43,
    D_EAFNOSUPPORT = 47, D_EADDRNOTAVAIL = 49, D_ENETUNREACH = 51, D_ENOBUFS = 55,
    D_EOPNOTSUPP = 102
};

/* <sys/socket.h>, <sys/sysctl.h>, <net/route.h>, <sys/kern_event.h> of macOS */
enum {
    D_AF_INET = 2, D_PF_ROUTE = 17, D_AF_INET6 = 30, D_PF_SYSTEM = 32, D_SOCK_DGRAM = 2, D_SOCK_RAW = 3,
    D_SYSPROTO_EVENT = 1,
    D_SOL_SOCKET = 0xffff, D_SO_USELOOPBACK = 0x40, D_SO_SNDBUF = 0x1001, D_SO_RCVBUF = 0x1002,
    D_SO_RCVTIMEO = 0x1006, D_SO_ERROR = 0x1007, D_SO_TYPE = 0x1008, D_SO_NOSIGPIPE = 0x1022,
    D_MSG_PEEK = 2, D_MSG_DONTWAIT = 0x80, D_CTL_NET = 4, D_RTM_VERSION = 5, D_RTM_GET = 4, D_RTF_DONE = 0x40
};
#define D_SIOCSKEVFILT 0x800c6502UL
#define D_SIOCGIFMEDIA 0xc02c6938UL
#define D_SIOCGIFAFLAG_IN6 0xc1206949UL
#define D_IFNAMSIZ 16

/* struct ifmediareq, struct in6_ifreq, struct sockaddr_in6 */
enum { IFM_STATUS = 24, IFR6_ADDR = 16, IFR6_FLAGS = 16, SIN6_ADDR = 8, IN6_BYTES = 16 };

/* struct rt_msghdr */
enum { RTM_ADDRS = 12, RTM_PID = 16, RTM_SEQ = 20, RTM_ERRNO = 24, RTM_FLAGS = 8, RTM_SIZE = 92 };

/* struct kern_event_msg */
enum { KEV_VENDOR = 4, KEV_CLASS = 8, KEV_SUBCLASS = 12, KEV_SIZE = 24 };

enum { ROUTE_BUFFER = 8192, EVENT_BUFFER = 32 * 1024, MOST_ENDPOINTS = 256 };

enum call {
    SOCKET, BIND, SETSOCKOPT, GETSOCKOPT, GETSOCKNAME, SENDTO, RECVFROM, READ, WRITE, CLOSE, ISATTY, CLOCK_GETTIME,
    POLL, PIPE, SYSCTL, GETIFADDRS, IF_INDEXTONAME, IOCTL, CONNECT, CALLS
};

struct message {
    struct message *next;
    size_t length;
    uint8_t bytes[];
};

enum kind { FREE, ROUTE, EVENT, PIPE_END, DATAGRAM };

/* A descriptor that was handed out. Of a socket the number is an eventfd's, readable while the queue is not empty. */
struct endpoint {
    enum kind kind;
    int fd;
    int protocol;
    int loopback;
    uint32_t filter[3];
    size_t limit;
    size_t queued;
    unsigned messages;
    struct message *first;
    struct message **last;
    uint8_t source[32]; /* of a datagram socket that was connected */
};

struct table {
    struct table *next;
    int family, op, argument;
    int after_probe;
    size_t length;
    uint8_t bytes[];
};

struct name {
    struct name *next;
    unsigned index;
    char text[D_IFNAMSIZ];
};

struct answer {
    struct answer *next;
    int error;
    size_t destination_length;
    size_t length;
    uint8_t bytes[]; /* the destination, then the reply */
};

/* What an interface says of its cable, or of one of its IPv6 addresses. */
struct fact {
    struct fact *next;
    int value;
    char name[D_IFNAMSIZ];
    uint8_t address[IN6_BYTES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct endpoint endpoints[MOST_ENDPOINTS];
static struct table *tables;
static struct name *names;
static struct answer *answers, *sources;
static struct fact *media, *address_flags;
static struct message *before_reply;
static struct message *entries;
static struct message *request;
static struct { int error, skip, times; } faults[CALLS];
static int calls[CALLS];
static int lost_replies, dropped, polling, lists, privileged;
static int pid;
static size_t most_buffer = 8 * 1024 * 1024;
static int64_t continuous_ahead, absolute_ahead;

static int fail(int error) {
    errno = error;
    return -1;
}

/* What the kernel below answered, in macOS numbers; those up to 34 are the same but for one. */
static long translated(long result) {
    if (result < 0 && errno == EAGAIN) {
        errno = D_EAGAIN;
    }
    return result;
}

/* Counts a call, and says whether the test wants it to fail. */
static int faulty(enum call call) {
    pthread_mutex_lock(&lock);
    calls[call]++;
    int error = 0;
    if (faults[call].times > 0) {
        if (faults[call].skip > 0) {
            faults[call].skip--;
        } else {
            faults[call].times--;
            error = faults[call].error;
        }
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return error;
}

static uint16_t get16(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t get32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void put32(uint8_t *at, uint32_t value) {
    memcpy(at, &value, sizeof value);
}

static struct message *message(const void *bytes, size_t length) {
    struct message *made = malloc(sizeof *made + length);
    made->next = NULL;
    made->length = length;
    if (length > 0) {
        memcpy(made->bytes, bytes, length);
    }
    return made;
}

static struct endpoint *endpoint(int fd) {
    for (int i = 0; i < MOST_ENDPOINTS; i++) {
        if (endpoints[i].kind != FREE && endpoints[i].fd == fd) {
            return &endpoints[i];
        }
    }
    return NULL;
}

static struct endpoint *handed_out(enum kind kind, int fd) {
    for (int i = 0; i < MOST_ENDPOINTS; i++) {
        struct endpoint *made = &endpoints[i];
        if (made->kind == FREE) {
            memset(made, 0, sizeof *made);
            made->kind = kind;
            made->fd = fd;
            made->loopback = 1;
            made->limit = kind == EVENT ? EVENT_BUFFER : ROUTE_BUFFER;
            made->last = &made->first;
            return made;
        }
    }
    return NULL;
}

/* Where the buffer is full the message is gone, and nobody is told. */
static int deliver(struct endpoint *to, const uint8_t *bytes, size_t length) {
    size_t sender = to->kind == ROUTE ? 2 : 0; /* the sender's address counts */
    if (to->queued + length + sender > to->limit) {
        dropped++;
        return 0;
    }
    *to->last = message(bytes, length);
    to->last = &(*to->last)->next;
    to->queued += length + sender;
    if (to->messages++ == 0) {
        uint64_t one = 1;
        syscall(SYS_write, to->fd, &one, sizeof one);
    }
    return 1;
}

static void take_first(struct endpoint *from) {
    struct message *taken = from->first;
    from->first = taken->next;
    from->queued -= taken->length + (from->kind == ROUTE ? 2 : 0);
    if (--from->messages == 0) {
        from->last = &from->first;
        uint64_t count;
        syscall(SYS_read, from->fd, &count, sizeof count);
    }
    free(taken);
}

static int broadcast(int family, const uint8_t *bytes, size_t length, const struct endpoint *without) {
    int reached = 0;
    for (int i = 0; i < MOST_ENDPOINTS; i++) {
        struct endpoint *to = &endpoints[i];
        if (to->kind == ROUTE && to != without && (to->protocol == 0 || to->protocol == family)) {
            reached += deliver(to, bytes, length);
        }
    }
    return reached;
}

static int post_event(const uint8_t *bytes, size_t length) {
    int reached = 0;
    for (int i = 0; i < MOST_ENDPOINTS; i++) {
        struct endpoint *to = &endpoints[i];
        if (to->kind != EVENT) {
            continue;
        }
        int wanted = 1;
        for (int code = 0; code < 3 && length >= KEV_SIZE; code++) {
            uint32_t value = get32(bytes + KEV_VENDOR + 4 * code);
            wanted = wanted && (to->filter[code] == 0 || to->filter[code] == value);
        }
        if (wanted) {
            reached += deliver(to, bytes, length);
        }
    }
    return reached;
}

/* The destination of a request, NULL where it has none that is whole. */
static const uint8_t *destination(const uint8_t *bytes, size_t length) {
    const uint8_t *at = bytes + RTM_SIZE;
    if (!(get32(bytes + RTM_ADDRS) & 1) || length < RTM_SIZE + 2 || at[0] < 2 || RTM_SIZE + (size_t) at[0] > length) {
        return NULL;
    }
    return at;
}

/* The newest answer for exactly this address; else the newest for its family, which is written without an address. */
static struct answer *answer_for(struct answer *known, const uint8_t *to) {
    size_t at = to[1] == D_AF_INET ? 4 : 8;
    size_t size = to[1] == D_AF_INET ? 4 : 16;
    struct answer *family = NULL;
    for (struct answer *one = known; one; one = one->next) {
        if (one->bytes[1] != to[1]) {
            continue;
        }
        if (one->destination_length < at + size) {
            family = family ? family : one;
        } else if (to[0] >= at + size && memcmp(one->bytes + at, to + at, size) == 0) {
            return one;
        }
    }
    return family;
}

static long route_output(struct endpoint *from, const uint8_t *bytes, size_t length) {
    free(request);
    request = message(bytes, length);
    if (length < RTM_SIZE || get16(bytes) != length) {
        return fail(D_EINVAL);
    }
    int error = 0;
    const uint8_t *to = destination(bytes, length);
    struct answer *answer = NULL;
    uint32_t sender = 0;
    if (bytes[2] != D_RTM_VERSION) {
        error = D_EPROTONOSUPPORT;
    } else if (bytes[3] != D_RTM_GET && !privileged) {
        error = D_EPERM; /* refused before the kernel writes the process into it */
    } else {
        sender = (uint32_t) (pid ? pid : (int) syscall(SYS_getpid));
        if (!to || (to[1] != D_AF_INET && to[1] != D_AF_INET6)) {
            error = D_EINVAL;
        } else if (bytes[3] == D_RTM_GET) {
            answer = answer_for(answers, to);
            error = answer ? answer->error : D_ESRCH;
        }
    }
    /* The header of the requester travels back, in the answer as in the refusal. */
    const uint8_t *body = !error && answer ? answer->bytes + answer->destination_length : bytes;
    size_t size = !error && answer ? answer->length - answer->destination_length : length;
    uint8_t *reply = malloc(size + RTM_SIZE);
    memcpy(reply, body, size);
    put32(reply + RTM_SEQ, get32(bytes + RTM_SEQ));
    if (sender) {
        put32(reply + RTM_PID, sender);
    }
    put32(reply + RTM_ERRNO, (uint32_t) error);
    if (!error) {
        put32(reply + RTM_FLAGS, get32(reply + RTM_FLAGS) | D_RTF_DONE);
    }
    while (before_reply) {
        struct message *foreign = before_reply;
        before_reply = foreign->next;
        broadcast(0, foreign->bytes, foreign->length, NULL);
        free(foreign);
    }
    if (lost_replies > 0) {
        lost_replies--;
    } else {
        broadcast(to ? to[1] : 0, reply, size, from->loopback ? NULL : from);
    }
    free(reply);
    return error ? fail(error) : (long) length;
}

CALL(int, socket, int domain, int type, int protocol) {
    if (faulty(SOCKET)) {
        return -1;
    }
    int internet = domain == D_AF_INET || domain == D_AF_INET6;
    if (domain != D_PF_ROUTE && domain != D_PF_SYSTEM && !internet) {
        return fail(D_EAFNOSUPPORT);
    }
    if (type != (internet ? D_SOCK_DGRAM : D_SOCK_RAW) || (domain == D_PF_SYSTEM && protocol != D_SYSPROTO_EVENT)) {
        return fail(D_EPROTONOSUPPORT);
    }
    int fd = (int) syscall(SYS_eventfd2, 0, 02004000); /* close on exec, non-blocking */
    if (fd < 0) {
        return (int) translated(-1);
    }
    pthread_mutex_lock(&lock);
    struct endpoint *made = handed_out(domain == D_PF_ROUTE ? ROUTE : internet ? DATAGRAM : EVENT, fd);
    if (made) {
        made->protocol = domain == D_PF_ROUTE ? protocol : 0;
        made->source[0] = domain == D_AF_INET ? 16 : internet ? 28 : 2;
        made->source[1] = (uint8_t) domain;
    }
    pthread_mutex_unlock(&lock);
    if (!made) {
        syscall(SYS_close, fd);
        return fail(D_EMFILE);
    }
    return fd;
}

/* A socket by its descriptor, locked; NULL with errno and unlocked where it is none. */
static struct endpoint *locked_socket(int fd) {
    pthread_mutex_lock(&lock);
    struct endpoint *found = endpoint(fd);
    if (!found || found->kind == PIPE_END) {
        pthread_mutex_unlock(&lock);
        errno = found ? D_ENOTSOCK : D_EBADF;
        return NULL;
    }
    return found;
}

static int unlocked(int result) {
    pthread_mutex_unlock(&lock);
    return result;
}

CALL(int, bind, int fd, const void *address, unsigned length) {
    (void) address;
    (void) length;
    if (faulty(BIND) || !locked_socket(fd)) {
        return -1;
    }
    return unlocked(fail(D_EINVAL));
}

CALL(int, getsockname, int fd, void *address, unsigned *length) {
    if (faulty(GETSOCKNAME)) {
        return -1;
    }
    struct endpoint *found = locked_socket(fd);
    if (!found) {
        return -1;
    }
    memcpy(address, found->source, *length < found->source[0] ? *length : found->source[0]);
    *length = found->source[0];
    return unlocked(0);
}

/* On a datagram socket: which source the kernel would take. */
CALL(int, connect, int fd, const void *address, unsigned length) {
    if (faulty(CONNECT)) {
        return -1;
    }
    struct endpoint *found = locked_socket(fd);
    if (!found) {
        return -1;
    }
    const uint8_t *to = address;
    if (found->kind != DATAGRAM) {
        return unlocked(fail(D_EOPNOTSUPP));
    }
    if (to[1] != found->source[1]) {
        return unlocked(fail(D_EAFNOSUPPORT));
    }
    if (length < found->source[0]) {
        return unlocked(fail(D_EINVAL));
    }
    struct answer *answer = answer_for(sources, to);
    if (!answer || answer->error) {
        return unlocked(fail(answer ? answer->error : D_ENETUNREACH));
    }
    memcpy(found->source, answer->bytes + answer->destination_length, found->source[0]);
    return unlocked(0);
}

CALL(int, setsockopt, int fd, int level, int option, const void *value, unsigned length) {
    if (faulty(SETSOCKOPT)) {
        return -1;
    }
    struct endpoint *found = locked_socket(fd);
    if (!found) {
        return -1;
    }
    if (level != D_SOL_SOCKET) {
        return unlocked(fail(D_ENOPROTOOPT));
    }
    if (length < sizeof(int)) {
        return unlocked(fail(D_EINVAL));
    }
    uint32_t number = get32(value);
    switch (option) {
    case D_SO_RCVBUF:
        if ((int) number <= 0) {
            return unlocked(fail(D_EINVAL));
        }
        if (number > most_buffer) {
            return unlocked(fail(D_ENOBUFS));
        }
        found->limit = number;
        return unlocked(0);
    case D_SO_USELOOPBACK:
        found->loopback = number != 0;
        return unlocked(0);
    case D_SO_SNDBUF:
    case D_SO_RCVTIMEO:
    case D_SO_NOSIGPIPE:
        return unlocked(0);
    default:
        return unlocked(fail(D_ENOPROTOOPT));
    }
}

CALL(int, getsockopt, int fd, int level, int option, void *value, unsigned *length) {
    if (faulty(GETSOCKOPT)) {
        return -1;
    }
    struct endpoint *found = locked_socket(fd);
    if (!found) {
        return -1;
    }
    if (level != D_SOL_SOCKET || *length < sizeof(int)) {
        return unlocked(fail(level != D_SOL_SOCKET ? D_ENOPROTOOPT : D_EINVAL));
    }
    int answer;
    switch (option) {
    case D_SO_RCVBUF:
        answer = (int) found->limit;
        break;
    case D_SO_USELOOPBACK:
        answer = found->loopback;
        break;
    case D_SO_ERROR:
        answer = 0;
        break;
    case D_SO_TYPE:
        answer = D_SOCK_RAW;
        break;
    default:
        return unlocked(fail(D_ENOPROTOOPT));
    }
    memcpy(value, &answer, sizeof answer);
    *length = sizeof answer;
    return unlocked(0);
}

struct pollfd {
    int fd;
    short events;
    short revents;
};

static int wait_for(struct pollfd *fds, unsigned count, int millis) {
    struct timespec time = {millis / 1000, (millis % 1000) * 1000000L};
    __atomic_add_fetch(&polling, 1, __ATOMIC_SEQ_CST);
    int ready = (int) translated(syscall(SYS_ppoll, fds, count, millis < 0 ? NULL : &time, NULL, 8));
    int error = errno;
    __atomic_sub_fetch(&polling, 1, __ATOMIC_SEQ_CST);
    errno = error;
    return ready;
}

static long receive(int fd, void *data, size_t length, int flags, void *address, unsigned *address_length) {
    for (;;) {
        struct endpoint *from = locked_socket(fd);
        if (!from) {
            return -1;
        }
        if (from->first) {
            size_t taken = from->first->length < length ? from->first->length : length;
            memcpy(data, from->first->bytes, taken);
            if (address && address_length) {
                uint8_t sender[] = {2, from->kind == ROUTE ? D_PF_ROUTE : D_PF_SYSTEM};
                memcpy(address, sender, *address_length < 2 ? *address_length : 2);
                *address_length = 2;
            }
            if (!(flags & D_MSG_PEEK)) {
                take_first(from);
            }
            pthread_mutex_unlock(&lock);
            return (long) taken;
        }
        pthread_mutex_unlock(&lock);
        if (flags & D_MSG_DONTWAIT) {
            return fail(D_EAGAIN);
        }
        struct pollfd one = {fd, 1, 0};
        if (wait_for(&one, 1, -1) < 0) {
            return -1;
        }
    }
}

CALL(long, recvfrom, int fd, void *data, size_t length, int flags, void *address, unsigned *address_length) {
    if (faulty(RECVFROM)) {
        return -1;
    }
    if (flags & ~(D_MSG_PEEK | D_MSG_DONTWAIT)) {
        return fail(D_EINVAL);
    }
    return receive(fd, data, length, flags, address, address_length);
}

static enum kind kind_of(int fd) {
    pthread_mutex_lock(&lock);
    struct endpoint *found = endpoint(fd);
    enum kind kind = found ? found->kind : FREE;
    pthread_mutex_unlock(&lock);
    return kind;
}

CALL(long, read, int fd, void *data, size_t length) {
    if (faulty(READ)) {
        return -1;
    }
    return kind_of(fd) == PIPE_END ? translated(syscall(SYS_read, fd, data, length))
                                   : receive(fd, data, length, 0, NULL, NULL);
}

static long send_request(int fd, const void *data, size_t length) {
    struct endpoint *from = locked_socket(fd);
    if (!from) {
        return -1;
    }
    long result = from->kind == ROUTE ? route_output(from, data, length) : fail(D_EOPNOTSUPP);
    pthread_mutex_unlock(&lock);
    return result;
}

CALL(long, write, int fd, const void *data, size_t length) {
    if (faulty(WRITE)) {
        return -1;
    }
    return kind_of(fd) == PIPE_END ? translated(syscall(SYS_write, fd, data, length))
                                   : send_request(fd, data, length);
}

CALL(long, sendto, int fd, const void *data, size_t length, int flags, const void *address, unsigned address_length) {
    (void) address_length;
    if (faulty(SENDTO)) {
        return -1;
    }
    if (flags & ~D_MSG_DONTWAIT || address) {
        return fail(D_EINVAL);
    }
    return send_request(fd, data, length);
}

CALL(int, close, int fd) {
    if (faulty(CLOSE)) {
        return -1;
    }
    pthread_mutex_lock(&lock);
    struct endpoint *found = endpoint(fd);
    if (!found) {
        return unlocked(fail(D_EBADF));
    }
    while (found->first) {
        struct message *next = found->first->next;
        free(found->first);
        found->first = next;
    }
    found->kind = FREE;
    int result = (int) translated(syscall(SYS_close, fd));
    return unlocked(result);
}

CALL(int, isatty, int fd) {
    if (!faulty(ISATTY)) {
        errno = kind_of(fd) == FREE ? D_EBADF : D_ENOTTY;
    }
    return 0;
}

CALL(int, clock_gettime, int clock, struct timespec *time) {
    if (faulty(CLOCK_GETTIME)) {
        return -1;
    }
    int64_t ahead = clock == 8 ? absolute_ahead : continuous_ahead; /* CLOCK_UPTIME_RAW stands still during sleep */
    if (clock != 0 && clock != 4 && clock != 6 && clock != 8) {
        return fail(D_EINVAL);
    }
    if (syscall(SYS_clock_gettime, clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, time) < 0) {
        return (int) translated(-1);
    }
    int64_t nanos = time->tv_sec * 1000000000LL + time->tv_nsec + ahead;
    time->tv_sec = nanos / 1000000000LL;
    time->tv_nsec = nanos % 1000000000LL;
    return 0;
}

CALL(int, poll, struct pollfd *fds, unsigned count, int timeout) {
    if (faulty(POLL)) {
        return -1;
    }
    if (timeout < -1) {
        return fail(D_EINVAL);
    }
    return wait_for(fds, count, timeout);
}

CALL(int, pipe, int fds[2]) {
    if (faulty(PIPE)) {
        return -1;
    }
    if (syscall(SYS_pipe2, fds, 02000000) < 0) { /* close on exec */
        return (int) translated(-1);
    }
    pthread_mutex_lock(&lock);
    int room = handed_out(PIPE_END, fds[0]) && handed_out(PIPE_END, fds[1]);
    return unlocked(room ? 0 : fail(D_EMFILE));
}

CALL(int, getpid, void) {
    return pid ? pid : (int) syscall(SYS_getpid);
}

CALL(char *, if_indextoname, unsigned index, char *buffer) {
    if (faulty(IF_INDEXTONAME)) {
        return NULL;
    }
    char *found = NULL;
    pthread_mutex_lock(&lock);
    for (struct name *one = names; one && !found; one = one->next) {
        if (one->index == index && one->text[0]) {
            found = strcpy(buffer, one->text);
        }
    }
    pthread_mutex_unlock(&lock);
    if (!found) {
        errno = D_ENXIO;
    }
    return found;
}

/* The address with the interface's index in it, as the kernel keeps it, is the one without. */
static void without_scope(uint8_t *address) {
    if (address[0] == 0xfe && (address[1] & 0xc0) == 0x80) {
        address[2] = address[3] = 0;
    }
}

static struct fact *fact_of(struct fact *known, const char *name, const uint8_t *address) {
    while (known && (strncmp(known->name, name, D_IFNAMSIZ) != 0 || memcmp(known->address, address, IN6_BYTES) != 0)) {
        known = known->next;
    }
    return known;
}

static int request_of(struct endpoint *to, unsigned long number, uint8_t *argument) {
    uint8_t address[IN6_BYTES] = {0};
    struct fact *fact;
    if (to->kind == EVENT) {
        if (number != D_SIOCSKEVFILT) {
            return fail(D_ENOTTY);
        }
        memcpy(to->filter, argument, sizeof to->filter); /* zero is any vendor, class or subclass */
        return 0;
    }
    if (to->kind == DATAGRAM && number == D_SIOCGIFMEDIA) {
        fact = fact_of(media, (const char *) argument, address);
        if (!fact || fact->value < 0) {
            return fail(fact ? D_EOPNOTSUPP : D_ENXIO);
        }
        put32(argument + IFM_STATUS, (uint32_t) fact->value);
        return 0;
    }
    if (to->kind == DATAGRAM && to->source[1] == D_AF_INET6 && number == D_SIOCGIFAFLAG_IN6) {
        memcpy(address, argument + IFR6_ADDR + SIN6_ADDR, IN6_BYTES);
        without_scope(address);
        fact = fact_of(address_flags, (const char *) argument, address);
        if (!fact) {
            return fail(D_EADDRNOTAVAIL);
        }
        put32(argument + IFR6_FLAGS, (uint32_t) fact->value);
        return 0;
    }
    return fail(D_EOPNOTSUPP);
}

static int request_to(int fd, unsigned long number, void *argument) {
    struct endpoint *found = locked_socket(fd);
    if (!found) {
        return -1;
    }
    return unlocked(argument ? request_of(found, number, argument) : fail(D_EFAULT));
}

#ifdef APPLE_VARIADIC
CALL(int, ioctl, int fd, unsigned long number, long x2, long x3, long x4, long x5, long x6, long x7, void *argument) {
    (void) x2, (void) x3, (void) x4, (void) x5, (void) x6, (void) x7;
#else
CALL(int, ioctl, int fd, unsigned long number, ...) {
    va_list arguments;
    va_start(arguments, number);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
#endif
    return faulty(IOCTL) ? -1 : request_to(fd, number, argument);
}

struct ifaddrs {
    struct ifaddrs *next;
    char *name;
    unsigned flags;
    void *parts[4]; /* address, netmask, destination, data */
};

CALL(int, getifaddrs, struct ifaddrs **list) {
    if (faulty(GETIFADDRS)) {
        return -1;
    }
    pthread_mutex_lock(&lock);
    size_t length = entries ? entries->length : 0;
    const uint8_t *at = entries ? entries->bytes : NULL;
    const uint8_t *end = at + length;
    struct ifaddrs **tail = list;
    *list = NULL;
    while (at < end) {
        struct ifaddrs *entry = calloc(1, sizeof *entry);
        entry->name = strndup((const char *) at + 1, at[0]);
        at += 1 + at[0];
        entry->flags = get32(at);
        at += 4;
        for (int part = 0; part < 4; part++) {
            int size = (int16_t) get16(at);
            at += 2;
            if (size >= 0) {
                entry->parts[part] = calloc(1, (size_t) size + 4);
                memcpy(entry->parts[part], at, (size_t) size);
                at += size;
            }
        }
        *tail = entry;
        tail = &entry->next;
    }
    lists++;
    return unlocked(0);
}

CALL(void, freeifaddrs, struct ifaddrs *list) {
    pthread_mutex_lock(&lock);
    lists--;
    pthread_mutex_unlock(&lock);
    while (list) {
        struct ifaddrs *next = list->next;
        for (int part = 0; part < 4; part++) {
            free(list->parts[part]);
        }
        free(list->name);
        free(list);
        list = next;
    }
}

/* What a test writes and asks is a sysctl name of its own. */
#define STAND_IN 0x5354414e

enum control {
    EMIT_ROUTE = 1, EMIT_EVENT, TABLE, TABLE_AFTER_PROBE, NAME, ENTRIES, ANSWER, BEFORE_REPLY, LOSE_REPLIES, FAIL,
    AHEAD, PROCESS, STATE, CALL_COUNTS, REQUEST, MOST_BUFFER, PRIVILEGED,
    SOURCE, MEDIA, ADDRESS_FLAGS
};

static struct table **table_at(int family, int op, int argument, int after_probe) {
    struct table **at = &tables;
    while (*at
            && ((*at)->family != family || (*at)->op != op || (*at)->argument != argument
                    || (*at)->after_probe != after_probe)) {
        at = &(*at)->next;
    }
    return at;
}

static void remove_table(struct table **at) {
    struct table *removed = *at;
    if (removed) {
        *at = removed->next;
        free(removed);
    }
}

static void add_table(const int *argument, int after_probe, const uint8_t *bytes, size_t length) {
    if (!after_probe) {
        remove_table(table_at(argument[0], argument[1], argument[2], 0));
    }
    struct table *made = malloc(sizeof *made + length);
    *made = (struct table) {NULL, argument[0], argument[1], argument[2], after_probe, length};
    if (length > 0) {
        memcpy(made->bytes, bytes, length);
    }
    struct table **last = &tables;
    while (*last) {
        last = &(*last)->next;
    }
    *last = made;
}

/* The newest is the first. */
static void add_answer(struct answer **known, const int *argument, const uint8_t *bytes, size_t length) {
    struct answer *made = malloc(sizeof *made + length);
    *made = (struct answer) {NULL, argument[0], (size_t) argument[1], length};
    memcpy(made->bytes, bytes, length);
    for (struct answer **one = known; *one; one = &(*one)->next) {
        struct answer *old = *one;
        if (old->destination_length == made->destination_length
                && memcmp(old->bytes, made->bytes, made->destination_length) == 0) {
            *one = old->next;
            free(old);
            break;
        }
    }
    made->next = *known;
    *known = made;
}

/* An address first, of that many bytes, and then the interface's name. */
static void add_fact(struct fact **known, int value, const uint8_t *bytes, size_t length, size_t address) {
    struct fact *made = calloc(1, sizeof *made);
    size_t name = length - address;
    made->value = value;
    memcpy(made->address, bytes, address);
    without_scope(made->address);
    memcpy(made->name, bytes + address, name < D_IFNAMSIZ ? name : D_IFNAMSIZ - 1);
    struct fact *old = fact_of(*known, made->name, made->address);
    if (old) {
        old->value = value;
        free(made);
        return;
    }
    made->next = *known;
    *known = made;
}

static int control(int what, const int *argument, uint8_t *bytes, size_t length) {
    switch (what) {
    case EMIT_ROUTE:
        return broadcast(argument[0], bytes, length, NULL);
    case EMIT_EVENT:
        return post_event(bytes, length);
    case TABLE:
        add_table(argument, 0, bytes, length);
        return 0;
    case TABLE_AFTER_PROBE:
        add_table(argument, 1, bytes, length);
        return 0;
    case NAME: {
        struct name *made = calloc(1, sizeof *made);
        made->index = (unsigned) argument[0];
        if (length > 0) {
            memcpy(made->text, bytes, length < D_IFNAMSIZ ? length : D_IFNAMSIZ - 1);
        }
        for (struct name **one = &names; *one; one = &(*one)->next) {
            if ((*one)->index == made->index) {
                struct name *old = *one;
                made->next = old->next;
                *one = made;
                free(old);
                return 0;
            }
        }
        made->next = names;
        names = made;
        return 0;
    }
    case ENTRIES:
        free(entries);
        entries = message(bytes, length);
        return 0;
    case ANSWER:
        add_answer(&answers, argument, bytes, length);
        return 0;
    case SOURCE:
        add_answer(&sources, argument, bytes, length);
        return 0;
    case MEDIA:
        add_fact(&media, argument[0], bytes, length, 0);
        return 0;
    case ADDRESS_FLAGS:
        add_fact(&address_flags, argument[0], bytes, length, IN6_BYTES);
        return 0;
    case BEFORE_REPLY: {
        struct message **last = &before_reply;
        while (*last) {
            last = &(*last)->next;
        }
        *last = message(bytes, length);
        return 0;
    }
    case LOSE_REPLIES:
        lost_replies = argument[0];
        return 0;
    case FAIL:
        faults[argument[0]].error = argument[1];
        faults[argument[0]].skip = argument[2];
        faults[argument[0]].times = argument[3];
        return 0;
    case AHEAD: {
        int64_t ahead[2];
        memcpy(ahead, bytes, sizeof ahead);
        continuous_ahead += ahead[0];
        absolute_ahead += ahead[1];
        return 0;
    }
    case PROCESS:
        pid = argument[0];
        return 0;
    case STATE: {
        int state[8] = {0};
        for (int i = 0; i < MOST_ENDPOINTS; i++) {
            struct endpoint *one = &endpoints[i];
            state[0] += one->kind == ROUTE;
            state[1] += one->kind == EVENT;
            state[2] += one->kind == PIPE_END;
            state[3] += one->kind == FREE ? 0 : (int) one->messages;
            state[7] += one->kind == DATAGRAM;
        }
        state[4] = dropped;
        state[5] = __atomic_load_n(&polling, __ATOMIC_SEQ_CST);
        state[6] = lists;
        memcpy(bytes, state, sizeof state);
        return sizeof state;
    }
    case CALL_COUNTS:
        memcpy(bytes, calls, sizeof calls);
        return sizeof calls;
    case REQUEST: {
        size_t size = request ? request->length : 0;
        if (size > length) {
            size = length;
        }
        if (size > 0) {
            memcpy(bytes, request->bytes, size);
        }
        return (int) size;
    }
    case MOST_BUFFER:
        most_buffer = (size_t) argument[0];
        return 0;
    case PRIVILEGED:
        privileged = argument[0];
        return 0;
    default:
        return fail(D_ENOENT);
    }
}

static int read_table(const int *mib, uint8_t *old, size_t *old_length) {
    struct table *found = *table_at(mib[3], mib[4], mib[5], 0);
    size_t length = found ? found->length : 0;
    if (!old) {
        *old_length = length * 11 / 10; /* the kernel's own reserve */
        struct table *grown = *table_at(mib[3], mib[4], mib[5], 1);
        if (grown) {
            remove_table(table_at(mib[3], mib[4], mib[5], 0));
            grown->after_probe = 0;
        }
        return 0;
    }
    size_t taken = *old_length < length ? *old_length : length;
    if (taken > 0) {
        memcpy(old, found->bytes, taken);
    }
    *old_length = taken;
    return taken < length ? fail(D_ENOMEM) : 0;
}

CALL(int, sysctl, int *mib, unsigned count, void *old, size_t *old_length, void *new_value, size_t new_length) {
    (void) new_length;
    if (count >= 2 && mib[0] == STAND_IN) {
        int arguments[4] = {0};
        for (unsigned i = 2; i < count && i < 6; i++) {
            arguments[i - 2] = mib[i];
        }
        pthread_mutex_lock(&lock);
        int result = control(mib[1], arguments, old, old ? *old_length : 0);
        *old_length = result < 0 ? 0 : (size_t) result;
        return unlocked(result < 0 ? -1 : 0);
    }
    if (faulty(SYSCTL)) {
        return -1;
    }
    if (new_value) {
        return fail(D_EPERM);
    }
    if (count != 6 || mib[0] != D_CTL_NET || mib[1] != D_PF_ROUTE || mib[2] != 0) {
        return fail(D_ENOENT);
    }
    if ((mib[3] != 0 && mib[3] != D_AF_INET && mib[3] != D_AF_INET6) || mib[4] < 1 || mib[4] > 10) {
        return fail(D_EINVAL);
    }
    pthread_mutex_lock(&lock);
    return unlocked(read_table(mib, old, old_length));
}
