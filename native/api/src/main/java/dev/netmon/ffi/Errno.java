// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * Names for errno numbers, one table per operating system.
 *
 * <p>Immutable. Numbers that have no name are written as numbers; nothing here throws.
 */
public final class Errno {

    /**
     * Linux, the numbers of {@code <asm-generic/errno.h>}: of two names for one number the first (EAGAIN, not
     * EWOULDBLOCK; EOPNOTSUPP, not ENOTSUP). A dash is a number without a name.
     */
    public static final Errno LINUX = new Errno(""
            + "- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK "
            + "EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE "
            + "EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM "
            + "ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT "
            + "- EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP "
            + "EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ "
            + "ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT "
            + "ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH "
            + "ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT "
            + "ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM "
            + "EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED "
            + "EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON");

    /**
     * macOS, the numbers of {@code <sys/errno.h>}: of two names for one number the first (EAGAIN, not EWOULDBLOCK).
     * There ENOTSUP and EOPNOTSUPP are two numbers.
     */
    public static final Errno DARWIN = new Errno(""
            + "- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EDEADLK ENOMEM EACCES EFAULT ENOTBLK "
            + "EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE "
            + "EROFS EMLINK EPIPE EDOM ERANGE EAGAIN EINPROGRESS EALREADY ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE "
            + "ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT ENOTSUP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE "
            + "EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN "
            + "ETOOMANYREFS ETIMEDOUT ECONNREFUSED ELOOP ENAMETOOLONG EHOSTDOWN EHOSTUNREACH ENOTEMPTY EPROCLIM EUSERS "
            + "EDQUOT ESTALE EREMOTE EBADRPC ERPCMISMATCH EPROGUNAVAIL EPROGMISMATCH EPROCUNAVAIL ENOLCK ENOSYS EFTYPE "
            + "EAUTH ENEEDAUTH EPWROFF EDEVERR EOVERFLOW EBADEXEC EBADARCH ESHLIBVERS EBADMACHO ECANCELED EIDRM ENOMSG "
            + "EILSEQ ENOATTR EBADMSG EMULTIHOP ENODATA ENOLINK ENOSR ENOSTR EPROTO ETIME EOPNOTSUPP ENOPOLICY "
            + "ENOTRECOVERABLE EOWNERDEAD EQFULL");

    private final String[] symbols;

    private Errno(String symbols) {
        this.symbols = symbols.split(" ", -1);
    }

    /** The name of {@code errno}, {@code EACCES}, or {@code errno 4711} where it has none. */
    public String symbol(int errno) {
        String symbol = errno >= 0 && errno < symbols.length ? symbols[errno] : "-";
        return symbol.equals("-") ? "errno " + errno : symbol;
    }

    /** One message for a failed call: {@code bind: EACCES (13)}. */
    public String describe(String call, int errno) {
        String symbol = symbol(errno);
        return symbol.startsWith("errno") ? call + ": " + symbol : call + ": " + symbol + " (" + errno + ")";
    }

    /** How many numbers the table covers, from 0. */
    int size() {
        return symbols.length;
    }
}
