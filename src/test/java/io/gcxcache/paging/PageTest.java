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

    private static Page page(String body) {
        return Page.read(REQUEST, "id", body.getBytes(StandardCharsets.UTF_8), null);
    }
}
