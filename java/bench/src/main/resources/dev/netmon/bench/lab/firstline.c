// SPDX-License-Identifier: Apache-2.0
// firstline RUNS COMMAND...: how long after its start the command has written its first line, in microseconds, once per
// run. The command is then ended by SIGKILL; one that ends by itself without a line counts to its end.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    for (int run = atoi(argv[1]); run > 0; run--) {
        int out[2];
        if (pipe(out)) return 1;
        long long start = now();
        pid_t child = vfork();
        if (child == 0) {
            dup2(out[1], 1);
            close(out[0]);
            close(out[1]);
            execvp(argv[2], argv + 2);
            _exit(127);
        }
        close(out[1]);
        char buffer[65536];
        int n;
        while ((n = read(out[0], buffer, sizeof buffer)) > 0 && !memchr(buffer, '\n', n)) {}
        long long end = now();
        kill(child, SIGKILL);
        waitpid(child, 0, 0);
        close(out[0]);
        printf("%lld\n", (end - start) / 1000);
        fflush(stdout);
        usleep(100000);
    }
    return 0;
}
