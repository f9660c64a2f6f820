// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The macOS numbers that open the socket of kernel events, {@code <sys/kern_event.h>}.
 *
 * <p><b>Not audited</b>: the copy of Apple's headers that the other numbers are compared with does not have that file.
 * They were read in the kernel's source; a kernel that disagrees refuses the {@code ioctl}.
 */
public final class DarwinKernelEvents {

    /** Protocol of {@code socket(PF_SYSTEM, SOCK_RAW, ...)}. */
    public static final int SYSPROTO_EVENT = 1;

    /** {@code _IOW('e', 2, struct kev_request)}: which events the socket gets. */
    public static final long SIOCSKEVFILT = 0x800c6502L;

    public static final int KEV_VENDOR_APPLE = 1;
    public static final int KEV_NETWORK_CLASS = 1;
    public static final int KEV_ANY_SUBCLASS = 0;

    // struct kev_request { u_int32_t vendor_code; u_int32_t kev_class; u_int32_t kev_subclass; }
    public static final int KEV_REQUEST_SIZE = 12;
    public static final int KEV_REQUEST_VENDOR_CODE = 0;
    public static final int KEV_REQUEST_KEV_CLASS = 4;
    public static final int KEV_REQUEST_KEV_SUBCLASS = 8;

    private DarwinKernelEvents() {}
}
