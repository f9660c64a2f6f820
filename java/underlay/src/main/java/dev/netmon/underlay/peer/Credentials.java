// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * What one side of an ICE session is known by (RFC 8445 section 5.3).
 *
 * @param ufrag the user name fragment, which is no secret
 * @param pwd the password, which protects what is sent to this side
 */
public record Credentials(String ufrag, String pwd) {

    /** ice-char (RFC 8839 section 5.4): 64 of them, so each is 6 random bits. */
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static final int UFRAG = 8; // 48 bits; at least 24 are demanded
    private static final int PWD = 24; // 144 bits; at least 128 are demanded
    private static final int LONGEST = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    public Credentials {
        check("ufrag", ufrag);
        check("pwd", pwd);
    }

    /** New ones that nobody can guess. */
    public static Credentials random() {
        return new Credentials(random(UFRAG), random(PWD));
    }

    /** A password that nobody can guess. */
    public static String randomPwd() {
        return random(PWD);
    }

    /** A user name fragment nobody else has. */
    public static String randomUfrag() {
        return random(UFRAG);
    }

    byte[] key() {
        return pwd.getBytes(StandardCharsets.UTF_8);
    }

    /** Not the password: what is printed ends up in logs. */
    @Override
    public String toString() {
        return ufrag;
    }

    private static void check(String what, String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(c -> CHARACTERS.indexOf(c) < 0)) {
            throw new IllegalArgumentException(
                    "an ICE " + what + " is 1 to " + LONGEST + " letters, digits, + and /: '" + text + "'");
        }
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }
}
