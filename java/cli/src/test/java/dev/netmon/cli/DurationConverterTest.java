// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {

    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({"250ms, 250", "1s, 1000", "5m, 300000", "0, 0", "0s, 0", "1500ms, 1500", "525600m, 31536000000"})
    void readsWhatTheContractNames(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), converter.convert(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "250",
                "-1s",
                "+1s",
                "1.5s",
                "1h",
                "1 s",
                "s",
                "ms",
                "1S",
                "1us",
                "٣s",
                "525601m",
                "999999999999m",
                "99999999999999999999s"
            })
    void refusesTheRest(String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1ms", "250ms", "1s", "90s", "5m", "1001ms"})
    void writesWhatItReads(String text) {
        assertEquals(text, DurationConverter.format(converter.convert(text)));
    }
}
