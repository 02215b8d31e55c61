package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/api/v2/routing/queues";
    private static final String QUERY = "pageSize=250&pageNumber=1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'nextPage':null}",
                "{'nextPage':{}}",
                "{'nextPage':''}",
                "{'nextPage':false}",
                "{'nextUri':''}",
                "{'nextUri':null}",
                "{'cursor':''}",
                "{'cursor':null}",
                "{'after':null}",
                "{'pageNumber':3,'pageCount':3}",
                "{'pageNumber':4,'pageCount':3}",
                "{'pageNumber':0,'pageCount':3}",
                "{'pageNumber':1}",
                "{'pageNumber':0,'pageCount':0}"
            })
    void theLastPageNamesNoOther(String answer) {
        assertThat(next(answer, QUERY)).isEmpty();
    }

    @Test
    void takesAnObjectForParameters() {
        assertThat(next("{'nextPage':{'pageSize':100,'pageNumber':2,'view':'full'}}", QUERY))
                .contains("pageSize=100&pageNumber=2&view=full");
    }

    @Test
    void takesANumberForThePageNumber() {
        assertThat(next("{'nextPage':2}", QUERY)).contains("pageSize=250&pageNumber=2");
    }

    @Test
    void takesAnyOtherTextForAToken() {
        assertThat(next("{'nextPage':'abc'}", QUERY)).contains("pageSize=250&nextPage=abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/routing/queues?pageNumber=2&name=a%20b",
                "https://api.mypurecloud.de/api/v2/routing/queues?pageNumber=2&name=a%20b",
                "http://localhost:8080/api/v2/routing/queues?pageNumber=2&name=a%20b"
            })
    void takesTheQueryOfAUrlAsItIs(String url) {
        assertThat(next("{'nextPage':'" + url + "'}", QUERY)).contains("pageNumber=2&name=a%20b");
        assertThat(next("{'nextUri':'" + url + "'}", QUERY)).contains("pageNumber=2&name=a%20b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/routing/%71ueues", "/api/v2/routin%67/queue%73"})
    void knowsItsPathHoweverThatIsSpelled(String path) {
        assertThat(next("{'nextUri':'" + path + "?pageNumber=2&name=a%20b'}", QUERY))
                .contains("pageNumber=2&name=a%20b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "//evil.example", "http://169.254.169.254:80"})
    void neverFollowsAForeignHost(String host) {
        assertThat(next("{'nextUri':'" + host + PATH + "?pageNumber=2'}", QUERY))
                .contains("pageNumber=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users?pageNumber=2",
                "/api/v2/routing/queues/?pageNumber=2",
                "/api/v2/routing/skills?pageNumber=2",
                "/api/v2/routing/queues/../../users?pageNumber=2",
                "/api/v2/routing%2Fqueues?pageNumber=2",
                "https://evil.example/?pageNumber=2",
                "/api/v2/routing/queues",
                "/api/v2/routing/queues?name=a b",
                "api/v2/routing/queues?pageNumber=2",
                "mailto:someone"
            })
    void refusesAUriThatDoesNotBelongToTheList(String uri) {
        assertThatThrownBy(() -> next("{'nextUri':'" + uri + "'}", QUERY))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor", "after"})
    void takesACursor(String name) {
        assertThat(next("{'" + name + "':'abc'}", QUERY)).contains("pageSize=250&" + name + "=abc");
    }

    @Test
    void replacesTheCursorOfThisPage() {
        assertThat(next("{'cursor':'def'}", "pageSize=250&cursor=abc")).contains("pageSize=250&cursor=def");
    }

    @Test
    void countsOnFromThePageNumber() {
        assertThat(next("{'pageNumber':2,'pageCount':3}", "pageSize=250&pageNumber=2"))
                .contains("pageSize=250&pageNumber=3");
    }

    @Test
    void believesAnExplicitNameMoreThanTheCount() {
        assertThat(next(
                        "{'nextPage':'abc','nextUri':'" + PATH + "?x=1','cursor':'d','pageNumber':1,'pageCount':9}",
                        QUERY))
                .contains("pageSize=250&nextPage=abc");
        assertThat(next("{'nextUri':'" + PATH + "?x=1','cursor':'d','pageNumber':1,'pageCount':9}", QUERY))
                .contains("x=1");
        assertThat(next("{'cursor':'d','after':'e','pageNumber':1,'pageCount':9}", QUERY))
                .contains("pageSize=250&cursor=d");
    }

    @Test
    void encodesWhatItPutsIntoTheQuery() {
        assertThat(next("{'cursor':'a+b/c=&pageSize=1 \u00e4'}", QUERY))
                .contains("pageSize=250&cursor=a%2Bb%2Fc%3D%26pageSize%3D1+%C3%A4");
        assertThat(next("{'nextPage':{'a&b':'c#d'}}", "")).contains("a%26b=c%23d");
    }

    @ParameterizedTest
    @CsvSource({
        "expand=names&pageSize=25&pageNumber=1, expand=names&pageSize=25&pageNumber=2",
        "q=a%20b&pageNumber=1, q=a%20b&pageNumber=2",
        "'', pageNumber=2"
    })
    void keepsTheOtherParametersAsTheyAre(String query, String expected) {
        assertThat(next("{'nextPage':2}", query)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "id=a&id=b&pageNumber=1, id=a&id=b&pageNumber=2",
        "active&pageNumber=1, active&pageNumber=2",
    })
    void keepsParametersThatRepeatOrHaveNoValue(String query, String expected) {
        assertThat(next("{'nextPage':2}", query)).contains(expected);
    }

    @Test
    void takesATextThatOnlyBeginsLikeAPathForAToken() {
        assertThat(next("{'nextPage':'/9j/4AAQ=='}", QUERY)).contains("pageSize=250&nextPage=%2F9j%2F4AAQ%3D%3D");
    }

    @Test
    void leavesOutParametersThatAreNull() {
        assertThat(next("{'nextPage':{'pageNumber':2,'cursor':null}}", QUERY)).contains("pageSize=250&pageNumber=2");
    }

    @Test
    void takesANumberForACursor() {
        assertThat(next("{'cursor':7}", QUERY)).contains("pageSize=250&cursor=7");
    }

    private static Optional<String> next(String answer, String query) {
        try {
            return NextPage.query(JSON.readTree(answer.replace('\'', '"')), query, PATH);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
