package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    @Test
    void everyGapIsFilledByItsName() {
        Template template = Template.of("/a/{id}/b/{run}/{id}");

        assertThat(template.fill(gap -> gap.toUpperCase(Locale.ROOT))).isEqualTo("/a/ID/b/RUN/ID");
    }

    @Test
    void whatFillsAGapIsNotReadAgain() {
        assertThat(Template.of("{a}{b}").fill(gap -> gap.equals("a") ? "{b}$1\\" : "x"))
                .isEqualTo("{b}$1\\x");
    }

    @Test
    void gapsAreListedInTheirOrderAndAsOftenAsTheyStand() {
        assertThat(Template.of("{id}:{run}:{id}").gaps()).containsExactly("id", "run", "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "{}", "{1a}", "{a b}", "{a", "a}", "{ä}", "{a-b}"})
    void anythingElseInBracesIsText(String text) {
        Template template = Template.of(text);

        assertThat(template.gaps()).isEmpty();
        assertThat(template.fill(gap -> "filled")).isEqualTo(text);
    }

    @Test
    void theNamesOfGapsAreNoPartOfTheShape() {
        assertThat(Template.of("/a/{id}/b").shape())
                .isEqualTo(Template.of("/a/{other}/b").shape())
                .isNotEqualTo(Template.of("/a/{id}/c").shape());
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{id}/b, /a/x/b, x",
        "/a/{id}/b, /a/x/y/b, x/y",
        "{id}, x, x",
        "/a/{id}, /a/x, x",
        "/a, /a, ''",
    })
    void tellsWhatFillsItsGap(String template, String filled, String id) {
        assertThat(Template.of(template).filledBy(filled)).contains(id);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{id}/b, /a//b",
        "/a/{id}/b, /a/b",
        "/a/{id}/b, /c/x/b",
        "/a/{id}/b, /a/x/c",
        "/a/{id}/{run}, /a/x/y",
        "/a, /a/x",
    })
    void tellsThatNothingFillsItsGap(String template, String filled) {
        assertThat(Template.of(template).filledBy(filled)).isEmpty();
    }

    @Test
    void aTemplateIsToldAsItWasWritten() {
        assertThat(Template.of("gcx:x:{id}")).hasToString("gcx:x:{id}");
        assertThat(Template.of("gcx:x:{id}").text()).isEqualTo("gcx:x:{id}");
    }
}
