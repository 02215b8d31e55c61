package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    private static final String ALPHABET = "[a-z0-9._~-]*";

    @ParameterizedTest
    @CsvSource({
        "directory, directory",
        "gcx:directory:internal_agents, gcx-directory-internal_agents",
        "Queue-Performance, queue-performance",
        "a b, a-b",
        "' a ', a",
        "a.b_c~d-e, a.b_c~d-e",
        "az09AZ, az09az",
        "`{/:@[, ------",
        "'a,b', a-b",
        "a\"b\\c, a-b-c",
        "Zürich, z-rich",
        "😀, --",
        "' ', ''",
        "'', ''"
    })
    void whatNoTagHasBecomesAHyphen(String text, String tag) {
        assertThat(Tags.tag(text)).isEqualTo(tag);
    }

    @Test
    void onlyEnglishCapitalsHaveALowerCase() {
        assertThat(Tags.tag("İI\u212a")).isEqualTo("-i-");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Tags.tag("x".repeat(128))).hasSize(128);
        assertThat(Tags.tag("x".repeat(129))).isEqualTo("x".repeat(128));
        assertThat(Tags.tag("x".repeat(127) + "😀")).isEqualTo("x".repeat(127) + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "directory", "0", ".", "a.b_c~d-e", "-"})
    void aTagIsATagAsItStands(String text) {
        assertThat(Tags.isTag(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A", "a b", " a", "a,b", "a:b", "ä", "a\n", "a\u0000"})
    void anythingElseIsNone(String text) {
        assertThat(Tags.isTag(text)).isFalse();
        assertThat(Tags.isTag("x".repeat(129))).isFalse();
    }

    @Property
    void everyTextBecomesAShortTagOfTheAlphabet(@ForAll @StringLength(max = 300) String text) {
        String tag = Tags.tag(text);

        assertThat(tag).hasSizeLessThanOrEqualTo(128).matches(ALPHABET);
        assertThat(Tags.tag(tag)).isEqualTo(tag);
        assertThat(Tags.isTag(tag)).isEqualTo(!tag.isEmpty());
    }

    @Test
    void keepTheOrderInWhichTheyWereGiven() {
        Tags tags = Tags.of(List.of("report", "Report-A", "gcx:x", "alpha"));

        assertThat(tags.names()).containsExactly("report", "report-a", "gcx-x", "alpha");
        assertThat(tags.cacheGroups()).isEqualTo("\"report\", \"report-a\", \"gcx-x\", \"alpha\"");
        assertThat(tags.surrogateKey()).isEqualTo("report report-a gcx-x alpha");
    }

    @Test
    void nameNothingTwiceAndNothingEmpty() {
        Tags tags = Tags.of(List.of("a", "", "A", "  ", "b", "a"));

        assertThat(tags.names()).containsExactly("a", "b");
    }

    @Test
    void containWhatTheyName() {
        Tags tags = Tags.of(List.of("Team"));

        assertThat(tags.contains("team")).isTrue();
        assertThat(tags.contains("tea")).isFalse();
        assertThat(Tags.NONE.names()).isEmpty();
    }

    @Property
    void theHeadersSayTheTagsAndNothingElse(@ForAll @Size(max = 8) List<@StringLength(max = 150) String> texts) {
        Tags tags = Tags.of(texts);

        assertThat(strings(tags.cacheGroups())).containsExactlyElementsOf(tags.names());
        assertThat(Arrays.stream(tags.surrogateKey().split(" ")).filter(tag -> !tag.isEmpty()))
                .containsExactlyElementsOf(tags.names());
    }

    /** A Structured Field list, every member of which has to be a string without parameters (RFC 9875, section 2). */
    private static Collection<String> strings(String header) {
        List<ListElement<? extends Object>> members = Parser.parseList(header).get();
        assertThat(members).allSatisfy(member -> {
            assertThat(member).isInstanceOf(StringItem.class);
            assertThat(member.getParams()).isEmpty();
        });
        return members.stream().map(member -> ((StringItem) member).get()).toList();
    }
}
