// SPDX-License-Identifier: Apache-2.0
// The plainest listener there is: what everything else is measured against.
//
// loop line    prints a line per message as it comes, with one write each
// loop stamp   keeps the moment and the IPv4 address or destination of each message and prints them at SIGTERM
// loop count   counts, and prints the sums at SIGTERM
// All of them: a receive buffer of 8 MiB, one message group each for links, addresses, routes and rules.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KEPT 200000

static volatile sig_atomic_t over;
static struct { long long at; unsigned ip; int type; } kept[KEPT];
static long messages, overflows;

static void stop(int signal) { (void)signal; over = 1; }

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// The address of an address message, the destination of a route message, and the interface.
static unsigned what(struct nlmsghdr *h, int *index) {
    int type = h->nlmsg_type, wanted, length;
    struct rtattr *a;
    *index = 0;
    if (type == RTM_NEWADDR || type == RTM_DELADDR) {
        struct ifaddrmsg *m = NLMSG_DATA(h);
        *index = m->ifa_index;
        a = IFA_RTA(m);
        length = IFA_PAYLOAD(h);
        wanted = IFA_LOCAL;
    } else if (type == RTM_NEWROUTE || type == RTM_DELROUTE) {
        struct rtmsg *m = NLMSG_DATA(h);
        a = RTM_RTA(m);
        length = RTM_PAYLOAD(h);
        wanted = RTA_DST;
    } else {
        return 0;
    }
    unsigned ip = 0;
    for (; RTA_OK(a, length); a = RTA_NEXT(a, length)) {
        if (a->rta_type == wanted && RTA_PAYLOAD(a) == 4) memcpy(&ip, RTA_DATA(a), 4);
        if (a->rta_type == RTA_OIF && wanted == RTA_DST) memcpy(index, RTA_DATA(a), 4);
    }
    return ip;
}

int main(int argc, char **argv) {
    static char buffer[32768];
    char mode = argc > 1 ? argv[1][0] : 'c';
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, 0);
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    int size = 8 << 20;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) perror("SO_RCVBUFFORCE");
    struct sockaddr_nl local = {.nl_family = AF_NETLINK,
        .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE
            | RTMGRP_IPV4_RULE | 1 << (RTNLGRP_IPV6_RULE - 1)};
    if (bind(fd, (struct sockaddr *)&local, sizeof local)) return perror("bind"), 1;
    if (write(1, "ready\n", 6) != 6) return 1;
    while (!over) {
        int n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0) {
            overflows += errno == ENOBUFS;
            continue;
        }
        long long at = mode == 'c' ? 0 : now();
        for (struct nlmsghdr *h = (struct nlmsghdr *)buffer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            int index;
            if (mode == 'l') {
                char line[256], ip[INET_ADDRSTRLEN];
                unsigned address = what(h, &index);
                inet_ntop(AF_INET, &address, ip, sizeof ip);
                int length = snprintf(line, sizeof line,
                    "{\"mono_ns\":%lld,\"type\":%d,\"index\":%d,\"address\":\"%s\"}\n", at, h->nlmsg_type, index, ip);
                if (write(1, line, length) != length) return 1;
            } else if (mode == 's' && messages < KEPT) {
                kept[messages].at = at;
                kept[messages].type = h->nlmsg_type;
                kept[messages].ip = what(h, &index);
            }
            messages++;
        }
    }
    if (mode == 's') {
        for (long i = 0; i < messages && i < KEPT; i++) {
            char ip[INET_ADDRSTRLEN];
            inet_ntop(AF_INET, &kept[i].ip, ip, sizeof ip);
            printf("%lld %s\n", kept[i].at, ip);
        }
    }
    if (mode != 'l') printf("messages %ld overflows %ld\n", messages, overflows);
    return 0;
}
