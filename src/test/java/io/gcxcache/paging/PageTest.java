package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final PageRequest REQUEST = new PageRequest(3, "/api/v2/users", "pageNumber=3");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"entities\":[1,2",
                "{\"entities\":[]} {}",
                "{\"entities\":[],\"entities\":[]}",
                "{\"entities\":[{\"id\":1,\"id\":2}]}",
                "{\"entities\":[NaN]}",
                "{}",
                "[]",
                "null",
                "7",
                "{\"entities\":null}",
                "{\"entities\":{}}",
                "{\"Entities\":[]}"
            })
    void refusesWhatIsNoPageAndNamesIt(String body) {
        assertThatThrownBy(() -> page(body))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(502))
                .hasMessageContaining("page 3 of /api/v2/users");
    }

    @Test
    void refusesAnAnswerWithoutABody() {
        assertThatThrownBy(() -> Page.read(REQUEST, "id", null, null)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9007199254740993", "0.1000", "12345678901234567890123456789", "-0.30", "100.0", "1e99999999999"
            })
    void keepsNumbersExactly(String number) {
        assertThat(TestSlices.texts(page("{\"entities\":[" + number + "]}").entries()))
                .containsExactly(number);
    }

    @Test
    void nothingIsKeptBesideTheEntriesButHowTheListGoesOn() {
        Page page = page("{\"entities\":[],\"pageNumber\":[[[[1]]]],\"total\":0,\"facets\":{\"a\":[1,2]},"
                + "\"nextPage\":{\"pageNumber\":2,\"filter\":{\"a\":[]}},\"selfUri\":\"/api/v2/users\"}");

        assertThat(page.json().toString()).isEqualTo("{\"total\":0,\"nextPage\":{\"pageNumber\":2}}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"entities\":[],\"pageNumber\":1,\"pageCount\":4}', 4",
        "'{\"entities\":[],\"pageNumber\":2,\"pageCount\":4}', 0",
        "'{\"entities\":[],\"pageCount\":4}', 0",
        "'{\"entities\":[],\"pageNumber\":1}', 0"
    })
    void onlyTheFirstPageTellsTheCount(String body, int count) {
        assertThat(page(body).countFromFirst()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"total\":0}", "{\"total\":\"0\",\"entities\":null}"})
    void noListAndATotalOfNothingIsAnEmptyPage(String body) {
        assertThat(page(body).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"total\":1}", "{\"total\":0,\"entities\":{}}", "{\"total\":0,\"entities\":\"\"}"})
    void otherwiseNoListIsNoPage(String body) {
        assertThatThrownBy(() -> page(body)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3",
        "2, 2",
        "1, -1",
        "0, -1",
        "'\"3\"', 3",
        "'\"x\"', -1",
        "'\"\"', -1",
        "'\"1234567890123456789\"', -1",
        "-3, -1",
        "2.5, -1",
        "3.0, 3",
        "12345678901234567890, 9223372036854775807",
        "null, -1",
    })
    void aTotalOfLessThanItHoldsSaysNothing(String told, long total) {
        assertThat(page("{\"entities\":[1,2],\"total\":" + told + '}').total()).isEqualTo(total);
    }

    @ParameterizedTest
    @CsvSource({"[1], 0, -1", "[], 0, 0", "[1], 1, 1", "[], 1, 1"})
    void aCountOfNoPagesSaysNothingBesideEntries(String entities, String told, long pages) {
        assertThat(page("{\"entities\":" + entities + ",\"pageCount\":" + told + '}')
                        .pageCount())
                .isEqualTo(pages);
    }

    private static Page page(String body) {
        return Page.read(REQUEST, "id", body.getBytes(StandardCharsets.UTF_8), null);
    }
}
