// SPDX-License-Identifier: Apache-2.0
// Puts the moment at which each line of standard input could be read before it (nanoseconds of CLOCK_MONOTONIC). It
// prints only when nothing came for a while, so that it is out of the way of what it measures.
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MILLIS 60

static char input[1 << 20];

int main(void) {
    static char output[1 << 20];
    setvbuf(stdout, output, _IOFBF, sizeof output);
    int begun = 0, unsaid = 0;
    for (;;) {
        struct pollfd in = {0, POLLIN, 0};
        if (unsaid && poll(&in, 1, QUIET_MILLIS) == 0) {
            fflush(stdout);
            unsaid = 0;
        }
        int n = read(0, input, sizeof input);
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        if (n <= 0) break;
        char *from = input, *end;
        while ((end = memchr(from, '\n', input + n - from))) {
            if (!begun) printf("%lld ", t.tv_sec * 1000000000LL + t.tv_nsec);
            fwrite(from, 1, end - from + 1, stdout);
            begun = 0;
            from = end + 1;
        }
        if (from < input + n) {
            if (!begun) printf("%lld ", t.tv_sec * 1000000000LL + t.tv_nsec);
            fwrite(from, 1, input + n - from, stdout);
            begun = 1;
        }
        unsaid = 1;
    }
    fflush(stdout);
    return 0;
}
