// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

/**
 * Round trips of any number in fixed memory: up to 127 microseconds exactly, above that within 1 part in 64. Minimum and
 * maximum are exact. Pure and not thread-safe.
 */
final class RttHistogram {

    /** Buckets per doubling, as a power of two. */
    private static final int BITS = 6;

    private static final int BUCKETS = 1 << BITS;

    private final long[] counts = new long[BUCKETS * (Long.SIZE - BITS + 1)];
    private long total;
    private long min = Long.MAX_VALUE;
    private long max;

    void add(long micros) {
        long value = Math.max(0, micros);
        counts[index(value)]++;
        total++;
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    boolean isEmpty() {
        return total == 0;
    }

    long min() {
        return total == 0 ? 0 : min;
    }

    long max() {
        return max;
    }

    /** The value that this share of all do not exceed, in microseconds; 0 where there is none. */
    long quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, Math.max(min, middle(i)));
            }
        }
        return 0;
    }

    private static int index(long value) {
        if (value < 2 * BUCKETS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value);
        return (int) (BUCKETS * (long) shift + (value >>> shift));
    }

    private static long middle(int index) {
        if (index < 2 * BUCKETS) {
            return index;
        }
        int shift = index / BUCKETS - 1;
        long low = (long) (index - BUCKETS * shift) << shift;
        return low + (1L << shift) / 2;
    }
}
