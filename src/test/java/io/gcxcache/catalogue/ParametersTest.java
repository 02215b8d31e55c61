package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private final Parameters parameters = new Parameters(
            List.of("sortOrder=asc", "pageSize=25", "pageNumber=1"),
            List.of("id", "expand"),
            List.of("expand=presence:10", "expand=outOfOffice:60", "routingStatus=*:5"));

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"&", "&&", "sortOrder=asc", "pageNumber=1&pageSize=25&sortOrder=asc", "expand=", "id=,"})
    void whatMeansTheSameIfItIsLeftOutIsLeftOut(String query) {
        assertThat(canonical(query)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=a%2Cb&hasPeer=false&name=",
                "name=&hasPeer=false&id=a,b",
                "id=b&name=&id=a&hasPeer=false",
                "id=b,a,b&hasPeer=false&name",
                "hasPeer=false&&id=%61,b&name=&sortOrder=asc",
                "%69d=a,b&hasPeer=false&name="
            })
    void allSpellingsOfTheClientsAskTheSame(String query) {
        assertThat(canonical(query)).isEqualTo("hasPeer=false&id=a%2Cb&name=");
    }

    @ParameterizedTest
    @CsvSource({
        "sortOrder=ASC, sortOrder=ASC",
        "SortOrder=asc, SortOrder=asc",
        "sortOrder=asc&sortOrder=desc, sortOrder=asc&sortOrder=desc",
        "b=2&a=1&b=1, a=1&b=2&b=1",
        "name=a%2Cb, name=a%2Cb",
        "'name=a,b', name=a%2Cb",
        "name=x+y, name=x%20y",
        "q=*~._-, q=%2A~._-",
        "q=%C3%A4, q=%C3%A4",
        "q=a=b, q=a%3Db",
        "=v, =v"
    })
    void whatMayMeanSomethingElseStaysApart(String query, String canonical) {
        assertThat(canonical(query)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "expand=presence, 10",
        "'expand=skills,outOfOffice', 60",
        "'expand=outOfOffice,presence', 10",
        "expand=presence&routingStatus=IDLE, 5"
    })
    void aLiveValueMakesTheAnswerLiveForTheShortestOfThem(String query, long seconds) {
        assertThat(parameters.read(query).live()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "expand=skills", "expand=Presence", "presence=expand"})
    void nothingElseIsLive(String query) {
        assertThat(parameters.read(query).live()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%", "q=%4", "q=%zz", "q=%ff", "%c3=1", "q=%ed%a0%80"})
    void refusesWhatIsNotPercentEncodedUtf8(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> parameters.read(query));
    }

    @Property(tries = 300)
    void theCanonicalFormIsItsOwn(@ForAll @Size(max = 6) List<@AlphaChars String> names, @ForAll String value) {
        StringBuilder query = new StringBuilder();
        for (String name : names) {
            query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        if (value.indexOf('\uFFFD') >= 0) {
            return;
        }

        String canonical = canonical(query.toString());

        assertThat(canonical(canonical)).isEqualTo(canonical);
    }

    @Test
    void withoutRulesEverythingCounts() {
        Parameters none = new Parameters(List.of(), List.of(), List.of());

        assertThat(none.read("id=b,a&pageNumber=1").canonical()).isEqualTo("id=b%2Ca&pageNumber=1");
    }

    private String canonical(String query) {
        return parameters.read(query).canonical();
    }
}
