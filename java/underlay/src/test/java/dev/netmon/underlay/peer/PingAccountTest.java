// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.underlay.peer.PingAccount.News;
import dev.netmon.underlay.peer.PingAccount.Ping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PingAccountTest {

    private static final long MS = 1_000_000;

    /** Near the end of the range: times are compared by subtraction. */
    private static final long START = Long.MAX_VALUE - 3 * MS;

    private final PingAccount account = new PingAccount(START);
    private final List<News> news = new ArrayList<>();

    private static long at(long millis) {
        return START + millis * MS;
    }

    private boolean answer(Ping ping, long millis) {
        return account.answered(ping, at(millis), MS, news);
    }

    @Test
    void twoAnswersMakeAGapAndASecondAnswerToOnePingIsNone() {
        Ping first = account.sent(at(0));
        assertTrue(answer(first, 1));
        assertFalse(answer(first, 2));
        assertNull(account.summary(0).longestGap());
        assertTrue(answer(account.sent(at(10)), 11));
        PingSummary summary = account.summary(2);
        assertEquals(
                new PingSummary(2, 2, 0, Duration.ofMillis(10), 2, new PingSummary.Rtt(1000, 1000, 1000, 1000)),
                summary);
        assertEquals(List.of(), news);
        assertTrue(account.settled());
    }

    @Test
    void lossesBetweenAnswersAreToldOnceWhenTheyAreSure() {
        answer(account.sent(at(0)), 1);
        account.sent(at(10));
        account.sent(at(20));
        answer(account.sent(at(30)), 31);
        account.expire(at(509), news);
        assertEquals(List.of(), news, "may still be on their way");
        account.expire(at(510), news);
        account.expire(at(520), news);
        assertEquals(List.of(new News.Lost(2, 3, 2, 30 * MS)), news);
        assertEquals(2, account.summary(0).lost());
        assertEquals(Duration.ofMillis(30), account.summary(0).longestGap());
    }

    @Test
    void silenceIsToldOnceAndItsEndAtTheNextAnswer() {
        answer(account.sent(at(0)), 1);
        for (int i = 1; i <= 60; i++) {
            account.sent(at(10 * i));
            account.expire(at(10 * i), news);
        }
        assertEquals(List.of(new News.Silent(at(1), 2)), news);
        news.clear();
        answer(account.sent(at(610)), 611);
        assertEquals(List.of(new News.Back(610 * MS, 60)), news);
        account.expire(at(5_000), news);
        assertEquals(1, news.size(), "what the silence swallowed is not told again as lost");
        PingSummary summary = account.summary(0);
        assertEquals(62, summary.sent());
        assertEquals(2, summary.received());
        assertEquals(60, summary.lost());
        assertEquals(Duration.ofMillis(610), summary.longestGap());
    }

    @Test
    void whereNothingEverAnsweredSilenceCountsFromTheStart() {
        account.sent(at(0));
        account.expire(at(500), news);
        assertEquals(List.of(new News.Silent(START, 1)), news);
        assertNull(account.summary(0).rtt());
        assertNull(account.nextExpiry());
    }

    @Test
    void aLateAnswerCounts() {
        Ping late = account.sent(at(0));
        account.expire(at(500), news);
        assertEquals(1, account.summary(0).lost());
        answer(late, 800);
        assertEquals(0, account.summary(0).lost());
        assertEquals(1, account.summary(0).received());
    }

    @Test
    void aLongRoundTripIsNoLoss() {
        account.answered(account.sent(at(0)), at(300), 300 * MS, news);
        account.sent(at(1000));
        account.expire(at(1000 + 1199), news);
        assertEquals(List.of(), news);
        account.expire(at(1000 + 1200), news);
        assertEquals(1, account.summary(0).lost());
    }

    @Test
    void whatIsOpenAtTheEndIsLost() {
        answer(account.sent(at(0)), 1);
        account.sent(at(10));
        assertEquals(0, account.summary(0).lost());
        account.close();
        assertEquals(1, account.summary(0).lost());
        assertTrue(account.settled());
    }

    @Property
    void everyPingIsAnsweredOrLostInTheEnd(
            @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 2000) Integer> delays) {
        PingAccount any = new PingAccount(START);
        List<News> told = new ArrayList<>();
        List<Ping> pings = new ArrayList<>();
        int answered = 0;
        for (int i = 0; i < delays.size() + 3000; i += 5) {
            int index = i / 5;
            if (index < delays.size()) {
                pings.add(any.sent(at(i)));
            }
            for (int j = 0; j < pings.size(); j++) {
                if (delays.get(j) >= 0 && (j * 5 + delays.get(j)) / 5 == index) {
                    answered += any.answered(pings.get(j), at(i), delays.get(j) * MS, told) ? 1 : 0;
                }
            }
            any.expire(at(i), told);
        }
        any.close();
        PingSummary summary = any.summary(0);
        assertEquals(pings.size(), summary.sent());
        assertEquals(answered, summary.received());
        assertEquals(summary.sent(), summary.received() + summary.lost());
    }
}
