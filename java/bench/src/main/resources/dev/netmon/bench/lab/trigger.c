// SPDX-License-Identifier: Apache-2.0
// Changes the network by rtnetlink requests of its own, so that the moment right before the change is known exactly.
//
// Commands come as lines on standard input, one answer line each. Namespaces are numbered in the order they are named.
//   ns PATH                                     -> ok NUMBER
//   addr NS add|del ADDRESS IFINDEX             -> SENT ACKED ERRNO      (nanoseconds of CLOCK_MONOTONIC)
//   route NS add|del|replace DST LEN IFINDEX GATEWAY|-  -> SENT ACKED ERRNO
//   bulk NS add|del BASE COUNT IFINDEX          -> SENT ACKED ERRORS     (COUNT routes /32 from BASE on, all at once)
//   storm NS BASE COUNT MILLIS IFINDEX [GATEWAY IFINDEX]  -> SENT ACKED ERRORS MOVED DONE
//       COUNT route messages, the first half adds, the second deletes them, spread over MILLIS; in the middle the
//       default route moves to the gateway named, from MOVED to DONE
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NAMESPACES 64
#define BATCH 64

static int sockets[NAMESPACES];
static int namespaces;
static unsigned sequence;

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void put(struct nlmsghdr *h, int type, const void *value, int length) {
    struct rtattr *a = (struct rtattr *)((char *)h + NLMSG_ALIGN(h->nlmsg_len));
    a->rta_type = type;
    a->rta_len = RTA_LENGTH(length);
    memcpy(RTA_DATA(a), value, length);
    h->nlmsg_len = NLMSG_ALIGN(h->nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static int address(char *at, int add, uint32_t ip, int index) {
    struct nlmsghdr *h = (struct nlmsghdr *)at;
    memset(at, 0, 256);
    struct ifaddrmsg *m = NLMSG_DATA(h);
    h->nlmsg_len = NLMSG_LENGTH(sizeof *m);
    h->nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (add ? NLM_F_CREATE | NLM_F_EXCL : 0);
    h->nlmsg_seq = ++sequence;
    m->ifa_family = AF_INET;
    m->ifa_prefixlen = 32;
    m->ifa_index = index;
    put(h, IFA_LOCAL, &ip, 4);
    put(h, IFA_ADDRESS, &ip, 4);
    return h->nlmsg_len;
}

enum op { DEL, ADD, REPLACE };

static int route(char *at, enum op op, uint32_t dst, int length, int index, uint32_t gateway, int acked) {
    struct nlmsghdr *h = (struct nlmsghdr *)at;
    memset(at, 0, 256);
    struct rtmsg *m = NLMSG_DATA(h);
    h->nlmsg_len = NLMSG_LENGTH(sizeof *m);
    h->nlmsg_type = op == DEL ? RTM_DELROUTE : RTM_NEWROUTE;
    h->nlmsg_flags = NLM_F_REQUEST | (acked ? NLM_F_ACK : 0)
            | (op == ADD ? NLM_F_CREATE | NLM_F_EXCL : op == REPLACE ? NLM_F_CREATE | NLM_F_REPLACE : 0);
    h->nlmsg_seq = ++sequence;
    m->rtm_family = AF_INET;
    m->rtm_dst_len = length;
    m->rtm_table = RT_TABLE_MAIN;
    m->rtm_protocol = RTPROT_STATIC;
    m->rtm_scope = gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
    m->rtm_type = RTN_UNICAST;
    if (length) put(h, RTA_DST, &dst, 4);
    if (gateway) put(h, RTA_GATEWAY, &gateway, 4);
    put(h, RTA_OIF, &index, 4);
    return h->nlmsg_len;
}

// The kernel has done the work when send returns; the answer only says whether it could.
static int answer(int fd) {
    char buffer[8192];
    for (;;) {
        int n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0) return errno;
        for (struct nlmsghdr *h = (struct nlmsghdr *)buffer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_type == NLMSG_ERROR && h->nlmsg_seq == sequence) {
                return -((struct nlmsgerr *)NLMSG_DATA(h))->error;
            }
        }
    }
}

static void one(int fd, char *message, int length) {
    long long sent = now();
    int failed = send(fd, message, length, 0) < 0 ? errno : answer(fd);
    printf("%lld %lld %d\n", sent, now(), failed);
}

// Errors of a batch come by themselves; successes say nothing, as no answer was asked for.
static int failures(int fd) {
    char buffer[65536];
    int failed = 0;
    for (int n; (n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;) {
        for (struct nlmsghdr *h = (struct nlmsghdr *)buffer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            failed += h->nlmsg_type == NLMSG_ERROR;
        }
    }
    return failed;
}

static int batch(int fd, enum op op, uint32_t base, int from, int to, int index) {
    static char buffer[BATCH * 256];
    int used = 0;
    for (int i = from; i < to; i++) {
        used += NLMSG_ALIGN(route(buffer + used, op, htonl(base + i), 32, index, 0, 0));
    }
    int failed = send(fd, buffer, used, 0) < 0 ? to - from : 0;
    return failed + failures(fd);
}

static void bulk(int fd, enum op op, uint32_t base, int count, int index) {
    long long sent = now();
    int failed = 0;
    for (int i = 0; i < count; i += BATCH) {
        failed += batch(fd, op, base, i, i + BATCH < count ? i + BATCH : count, index);
    }
    printf("%lld %lld %d\n", sent, now(), failed);
}

static void storm(int fd, uint32_t base, int count, int millis, int index, uint32_t gateway, int to) {
    long long start = now();
    long long moved = 0, done = 0;
    int failed = 0;
    int half = count / 2;
    for (int i = 0; i < count;) {
        if (gateway && !moved && i >= half) {
            char message[256];
            int length = route(message, REPLACE, 0, 0, to, gateway, 0);
            moved = now();
            failed += send(fd, message, length, 0) < 0;
            done = now();
        }
        int end = i + BATCH;
        if (i < half && end > half) end = half;
        if (end > count) end = count;
        failed += i < half ? batch(fd, ADD, base, i, end, index) : batch(fd, DEL, base, i - half, end - half, index);
        i = end;
        long long due = start + (long long)i * millis * 1000000LL / count;
        if (millis && due - now() > 100000) {
            struct timespec t = {due / 1000000000LL, due % 1000000000LL};
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0);
        }
    }
    printf("%lld %lld %d %lld %lld\n", start, now(), failed, moved, done);
}

static int join(const char *path) {
    int home = open("/proc/self/ns/net", O_RDONLY);
    int there = open(path, O_RDONLY);
    if (home < 0 || there < 0 || setns(there, CLONE_NEWNET) < 0) return -1;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int size = 8 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (setns(home, CLONE_NEWNET) < 0) return -1;
    close(home);
    close(there);
    return fd;
}

int main(void) {
    char line[512], message[512], op[16], text[256], via[64];
    setvbuf(stdout, 0, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        int ns, index, length, count, millis, to = 0;
        if (sscanf(line, "ns %255s", text) == 1) {
            sockets[namespaces] = namespaces < NAMESPACES ? join(text) : -1;
            if (sockets[namespaces] < 0) {
                printf("error %s: %s\n", text, strerror(errno));
            } else {
                printf("ok %d\n", namespaces++);
            }
        } else if (sscanf(line, "addr %d %15s %255s %d", &ns, op, text, &index) == 4) {
            one(sockets[ns], message, address(message, op[0] == 'a', inet_addr(text), index));
        } else if (sscanf(line, "route %d %15s %255s %d %d %63s", &ns, op, text, &length, &index, via) == 6) {
            enum op what = op[0] == 'a' ? ADD : op[0] == 'r' ? REPLACE : DEL;
            uint32_t gateway = via[0] == '-' ? 0 : inet_addr(via);
            one(sockets[ns], message, route(message, what, inet_addr(text), length, index, gateway, 1));
        } else if (sscanf(line, "bulk %d %15s %255s %d %d", &ns, op, text, &count, &index) == 5) {
            bulk(sockets[ns], op[0] == 'a' ? ADD : DEL, ntohl(inet_addr(text)), count, index);
        } else if (sscanf(line, "storm %d %255s %d %d %d", &ns, text, &count, &millis, &index) == 5) {
            uint32_t gateway = 0;
            if (sscanf(line, "storm %*d %*s %*d %*d %*d %63s %d", via, &to) == 2) gateway = inet_addr(via);
            storm(sockets[ns], ntohl(inet_addr(text)), count, millis, index, gateway, to);
        } else {
            printf("error not understood: %s", line);
        }
    }
    return 0;
}
