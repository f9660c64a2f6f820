// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 250ms}, {@code 1s}, {@code 5m} or {@code 0}. */
final class DurationConverter implements ITypeConverter<Duration> {

    /** Longer ones would come near the ends of a count of nanoseconds, and nobody means them. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final int MOST_DIGITS = 12;

    @Override
    public Duration convert(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > 0) {
            long number = digits <= MOST_DIGITS ? Long.parseLong(text, 0, digits, 10) : Long.MAX_VALUE / 1_000_000;
            Duration duration = switch (text.substring(digits)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofSeconds(60 * number);
                default -> null;
            };
            if (duration != null && duration.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'" + text + "' is longer than a year");
            }
            if (duration != null) {
                return duration;
            }
        }
        throw new TypeConversionException("'" + text + "' is no duration, write 250ms, 1s, 5m or 0");
    }

    /** The same way back. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        return millis % 60_000 == 0
                ? millis / 60_000 + "m"
                : millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
