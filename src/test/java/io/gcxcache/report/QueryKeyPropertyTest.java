package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class QueryKeyPropertyTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Moments AT_NOW = new Moments(UTC, NOW);
    private static final int PAIRS = 10;

    private final QueryReader reader = new QueryReader(
            QuerySpelling.READING,
            Duration.ofSeconds(10),
            rule -> {},
            InstantSource.fixed(NOW),
            InstantSource.fixed(NOW));

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void twoSpellingsOfOneQuestionShareTheirHash(@ForAll Random random) {
        for (int pair = 0; pair < PAIRS; pair++) {
            QuerySpelling question = new QuerySpelling(random.nextLong());
            String first = question.text(random);
            String second = question.text(random);

            assertThat(hash(first)).as("%s and %s", first, second).isEqualTo(hash(second));
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void closeQuestionsDoNotShareAHash(@ForAll Random random) {
        for (int pair = 0; pair < PAIRS; pair++) {
            QuerySpelling question = new QuerySpelling(random.nextLong());
            String asked = question.text(random);
            String close = question.closeTo(random).text(random);

            assertThat(hash(asked)).as("%s and %s", asked, close).isNotEqualTo(hash(close));
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void pollsOfOneTimeShareTheirHashWheneverAndHoweverTheyAsk(@ForAll Random random) {
        for (int pair = 0; pair < PAIRS; pair++) {
            PolledTime time = PolledTime.any(random);
            PolledTime.Poll first = time.poll(random);
            PolledTime.Poll second = time.poll(random);

            assertThat(hash(first)).as("%s and %s", first, second).isEqualTo(hash(second));
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void pollsOfCloseTimesDoNotShareAHash(@ForAll Random random) {
        for (int pair = 0; pair < PAIRS; pair++) {
            PolledTime time = PolledTime.any(random);
            PolledTime.Poll asked = time.poll(random);
            PolledTime.Poll close = time.close(random);

            assertThat(hash(asked)).as("%s and %s", asked, close).isNotEqualTo(hash(close));
        }
    }

    @Property(tries = 1000)
    void zoneAndVersionArePartOfTheQuestion(
            @ForAll @From("zones") String zone,
            @ForAll @From("versions") String version,
            @ForAll @From("zones") String otherZone,
            @ForAll @From("versions") String otherVersion) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("reportVersion", version);

        String first = reader.hash(query, new Moments(ZoneId.of(zone), NOW), version);
        String second = reader.hash(query, new Moments(ZoneId.of(otherZone), NOW), otherVersion);

        assertThat(first.equals(second)).isEqualTo(zone.equals(otherZone) && version.equals(otherVersion));
    }

    @Property(tries = 2000)
    void textsStayApartWhateverTheyHold(@ForAll @From("texts") String one, @ForAll @From("texts") String other) {
        ObjectNode first = JsonNodeFactory.instance.objectNode().put("name", one);
        ObjectNode second = JsonNodeFactory.instance.objectNode().put("name", other);

        boolean shared = reader.hash(first, AT_NOW, null).equals(reader.hash(second, AT_NOW, null));

        assertThat(shared).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of("UTC", "Z", "GMT", "+01:00", "Europe/Berlin");
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.of("1", "1.0", "01", "UTC", "\"", "1\",\"timeZone\":\"Z", "\\");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("a\"\\,:{}[] \nuü1").ofMaxLength(3);
    }

    private String hash(PolledTime.Poll poll) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("interval", poll.interval());
        return reader.hash(query, new Moments(UTC, poll.now()), null);
    }

    private String hash(String text) {
        return reader.hash(query(text), AT_NOW, null);
    }

    private static ObjectNode query(String text) {
        return (ObjectNode) CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
