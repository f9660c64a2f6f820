// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.underlay.peer.PingProtocol.Use;
import dev.netmon.underlay.peer.PingProtocol.Verdict;
import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunMessage.Kind;
import dev.netmon.underlay.stun.StunMessage.Proof;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IcePingsTest {

    private static final InetSocketAddress HERE = new InetSocketAddress(Addresses.parse("192.0.2.1"), 4000);
    private static final int CONTROLLING = 0;
    private static final int CONTROLLED = 1;

    private final Credentials ours = new Credentials("ours", "ourPasswordOurPassword");
    private final Credentials theirs = new Credentials("their", "theirPasswordTheirPassword");
    private final IcePings pings = new IcePings(ours, theirs, 500);
    private final TransactionId id = TransactionId.random();

    private static StunMessage read(ByteBuffer bytes) {
        StunMessage message = StunMessage.read(bytes);
        assertNotNull(message);
        return message;
    }

    private StunMessage request(Use use) {
        return read(pings.request(pings.variants().get(0), id, use));
    }

    private StunWriter check() {
        return StunWriter.request(id).text(StunAttribute.USERNAME, "ours:their");
    }

    private ByteBuffer success(Credentials key) {
        return StunWriter.success(id)
                .xorMapped(HERE)
                .integrity(key.key())
                .fingerprint()
                .finish();
    }

    @Test
    void aCheckHasAllThatTheAgentWantsAndNominatesOnlyThePathInUse() {
        StunMessage check = request(Use.CHECK);
        assertEquals("their:ours", check.text(StunAttribute.USERNAME));
        assertEquals(Proof.GOOD, check.integrity(theirs.key()));
        assertEquals(Proof.GOOD, check.fingerprint());
        assertEquals(500, check.int64(StunAttribute.ICE_CONTROLLING));
        assertEquals(0x6effffff, check.int32(StunAttribute.PRIORITY));
        assertFalse(check.has(StunAttribute.USE_CANDIDATE));
        assertTrue(request(Use.NOMINATE).has(StunAttribute.USE_CANDIDATE));
    }

    @Test
    void onlyAnAnswerWithTheAgentsPasswordCounts() {
        assertEquals(Verdict.ANSWERED, pings.judge(read(success(theirs)), CONTROLLING));
        assertEquals(Verdict.FOREIGN, pings.judge(read(success(ours)), CONTROLLING));
        ByteBuffer bare = StunWriter.success(id).xorMapped(HERE).fingerprint().finish();
        assertEquals(Verdict.FOREIGN, pings.judge(read(bare), CONTROLLING));
        ByteBuffer unauthorized =
                StunWriter.error(id, 401, "Unauthorized").fingerprint().finish();
        assertEquals(Verdict.REFUSED, pings.judge(read(unauthorized), CONTROLLING));
    }

    @Test
    void aRoleConflictChangesTheRoleOnceAndOnlyWhenSigned() {
        ByteBuffer unsigned =
                StunWriter.error(id, 487, "Role Conflict").fingerprint().finish();
        assertEquals(Verdict.FOREIGN, pings.judge(read(unsigned), CONTROLLING));
        assertEquals(List.of(CONTROLLING), pings.variants());
        ByteBuffer signed = StunWriter.error(id, 487, "Role Conflict")
                .integrity(theirs.key())
                .fingerprint()
                .finish();
        assertEquals(Verdict.AGAIN, pings.judge(read(signed), CONTROLLING));
        assertEquals(List.of(CONTROLLED), pings.variants());
        assertEquals(Verdict.AGAIN, pings.judge(read(signed), CONTROLLING), "of a check sent before");
        assertEquals(List.of(CONTROLLED), pings.variants());
        StunMessage check = request(Use.NOMINATE);
        assertEquals(500, check.int64(StunAttribute.ICE_CONTROLLED));
        assertFalse(check.has(StunAttribute.USE_CANDIDATE), "the other side nominates");
    }

    @Test
    void anAgentThatIsSilentInOneRoleIsAskedInTheOther() {
        pings.unheard();
        assertEquals(List.of(CONTROLLED), pings.variants());
        pings.unheard();
        assertEquals(List.of(CONTROLLING), pings.variants());
        assertEquals(Verdict.ANSWERED, pings.judge(read(success(theirs)), CONTROLLED));
        assertEquals(List.of(CONTROLLED), pings.variants(), "the role that was answered");
    }

    @Test
    void theAgentsCheckIsAnsweredWithOurPassword() {
        ByteBuffer check = check().int64(StunAttribute.ICE_CONTROLLED, 1)
                .integrity(ours.key())
                .fingerprint()
                .finish();
        StunMessage answer = read(pings.answer(read(check), HERE));
        assertEquals(Kind.SUCCESS, answer.kind());
        assertEquals(id, answer.id());
        assertEquals(HERE, answer.mapped());
        assertEquals(Proof.GOOD, answer.integrity(ours.key()));
        assertEquals(Proof.GOOD, answer.fingerprint());
    }

    @Test
    void aCheckThatDoesNotProveItselfIsNotAnswered() {
        assertNull(
                pings.answer(read(check().integrity(theirs.key()).fingerprint().finish()), HERE));
        assertNull(pings.answer(read(check().fingerprint().finish()), HERE));
        ByteBuffer foreign = StunWriter.request(id)
                .text(StunAttribute.USERNAME, "oursandmore:their")
                .integrity(ours.key())
                .fingerprint()
                .finish();
        assertNull(pings.answer(read(foreign), HERE));
        assertNull(pings.answer(read(StunWriter.request(id).fingerprint().finish()), HERE));
    }

    @Test
    void ofTwoThatControlTheHigherTieBreakerDoes() {
        ByteBuffer lower = check().int64(StunAttribute.ICE_CONTROLLING, 499)
                .integrity(ours.key())
                .fingerprint()
                .finish();
        StunMessage conflict = read(pings.answer(read(lower), HERE));
        assertEquals(487, conflict.errorCode());
        assertEquals(Proof.GOOD, conflict.integrity(ours.key()));
        assertEquals(List.of(CONTROLLING), pings.variants());
        ByteBuffer higher = check().int64(StunAttribute.ICE_CONTROLLING, -1)
                .integrity(ours.key())
                .fingerprint()
                .finish();
        assertEquals(Kind.SUCCESS, read(pings.answer(read(higher), HERE)).kind(), "tie-breakers are unsigned");
        assertEquals(List.of(CONTROLLED), pings.variants());
        ByteBuffer both = check().int64(StunAttribute.ICE_CONTROLLED, -1)
                .integrity(ours.key())
                .fingerprint()
                .finish();
        assertEquals(
                487, read(pings.answer(read(both), HERE)).errorCode(), "both controlled: they have the higher one");
        ByteBuffer we = check().int64(StunAttribute.ICE_CONTROLLED, 499)
                .integrity(ours.key())
                .fingerprint()
                .finish();
        assertEquals(Kind.SUCCESS, read(pings.answer(read(we), HERE)).kind());
        assertEquals(List.of(CONTROLLING), pings.variants(), "both controlled: we have the higher one");
    }

    @Test
    void credentialsAreRandomLongEnoughAndShowNoPassword() {
        Credentials made = Credentials.random();
        assertTrue(made.ufrag().length() >= 4 && made.pwd().length() >= 22, "RFC 8445 section 5.3");
        assertFalse(made.toString().contains(made.pwd()));
        assertFalse(made.pwd().equals(Credentials.random().pwd()));
    }
}
