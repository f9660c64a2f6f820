// SPDX-License-Identifier: Apache-2.0
// Sets the wall clock to what it is: the clock does not move, but timers that ask for it are cancelled.
#include <errno.h>
#include <time.h>

int main(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return 1;
    }
    if (clock_settime(CLOCK_REALTIME, &now) != 0) {
        return errno == EPERM ? 77 : 1;
    }
    return 0;
}
