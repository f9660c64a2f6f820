// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import java.time.Instant;

/** Writes times as RFC 3339 in UTC with exactly six digits of a second. Not for more than one thread. */
final class Rfc3339 {

    private static final long SECONDS_PER_DAY = 86_400;
    private static final int LENGTH = "2026-01-01T00:00:00.000000Z".length();

    private final char[] text = new char[LENGTH];
    private long secondInText = Long.MIN_VALUE;

    /** Digits below a microsecond are cut; years outside 0 to 9999 have no RFC 3339 form and use that of ISO 8601. */
    String format(Instant time) {
        long second = time.getEpochSecond();
        if (second != secondInText && !fillSecond(second)) {
            return time.toString();
        }
        text[19] = '.';
        number(time.getNano() / 1_000, 20, 6);
        text[26] = 'Z';
        return new String(text);
    }

    private boolean fillSecond(long second) {
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        int ofDay = (int) Math.floorMod(second, SECONDS_PER_DAY);
        // The civil date of a day number: years start in March, so that the leap day is a year's last.
        long shifted = day + 719_468; // days from 0000-03-01 to 1970-01-01
        long era = Math.floorDiv(shifted, 146_097); // days in 400 years
        int ofEra = Math.floorMod(shifted, 146_097);
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * ofYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0 || year > 9_999) {
            secondInText = Long.MIN_VALUE;
            return false;
        }
        number((int) year, 0, 4);
        text[4] = '-';
        number(month, 5, 2);
        text[7] = '-';
        number(ofYear - (153 * marchMonth + 2) / 5 + 1, 8, 2);
        text[10] = 'T';
        number(ofDay / 3_600, 11, 2);
        text[13] = ':';
        number(ofDay / 60 % 60, 14, 2);
        text[16] = ':';
        number(ofDay % 60, 17, 2);
        secondInText = second;
        return true;
    }

    private void number(int value, int at, int digits) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
