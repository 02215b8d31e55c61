package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalkTest {
    private final Walk walk = new Walk();

    @Test
    void thePageThatIsFartherOnTellsLastWhicheverCameLast() {
        walk.add(page(1, "{\"entities\":[1],\"total\":2,\"pageCount\":2}"));
        walk.add(page(3, "{\"entities\":[],\"total\":3,\"pageCount\":3}"));
        walk.add(page(2, "{\"entities\":[1],\"total\":4,\"pageCount\":4}"));
        walk.add(page(4, "{\"entities\":[]}"));

        assertThat(walk.total()).isEqualTo(3);
        assertThat(walk.pageCount()).isEqualTo(3);
    }

    /** Whoever looks through all pages behind each takes minutes for so many. */
    @Test
    void aPageOfALongListCostsNoMoreThanOneOfAShortOne() {
        Page untold = page(1, "{\"entities\":[1]}");

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int number = 1; number <= 100_000; number++) {
                walk.add(new Page(
                        untold.request().page(number, "cursor=" + number),
                        untold.entries(),
                        untold.ids(),
                        null,
                        untold.json()));
                assertThat(walk.isAtItsEnd()).isFalse();
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // as many as the total came, or fewer
                "after; {'total':2,'entities':[1]} {'total':2,'entities':[2]}; true",
                "after; {'total':3,'entities':[1]} {'total':3,'entities':[2]}; false",
                "after; {'total':0,'entities':[]}; true",
                // it may be the total of the page
                "after; {'total':2,'entities':[1,2]}; false",
                "after; {'total':1,'entities':[1]} {'total':1,'entities':[2]}; false",
                // the last page of a count
                "after; {'entities':[1],'pageCount':1}; true",
                "after; {'entities':[1],'pageCount':2}; false",
                "after; {'entities':[1],'pageCount':2} {'entities':[2]}; true",
                // a cursor counts more than the count
                "after; {'entities':[1],'pageCount':1,'cursor':'x'}; false",
                "after; {'entities':[1],'pageCount':1,'cursor':'x','nextPage':{}}; false",
                "after; {'entities':[1],'pageCount':1,'cursor':'x','nextPage':{'a':1}}; true",
                "after; {'entities':[1],'pageCount':1,'cursor':'x','nextPage':2}; true",
                "after; {'entities':[1],'pageCount':1,'cursor':'x','nextPage':'b'}; true",
                "after; {'entities':[1],'pageCount':1,'cursor':'x','nextUri':'/x?a=1'}; true",
                // it is said to be the last
                "after; {'entities':[1],'hasMore':false}; true",
                "after; {'entities':[1],'hasMore':true}; false",
                "after; {'entities':[1],'hasMore':false,'pageCount':2}; false",
                "after; {'entities':[1]}; false",
                // empty pages of numbers
                "after; {'entities':[],'pageNumber':1}; true",
                "after; {'entities':[],'pageNumber':0}; false",
                "after; {'entities':[],'pageNumber':1,'pageCount':2}; false",
                "after; {'entities':[1],'pageNumber':1}; false",
                "after; {'entities':[1]} {'entities':[]} {'entities':[]}; false",
                "pageNumber; {'entities':[1]} {'entities':[]}; false",
                "pageNumber; {'entities':[1]} {'entities':[]} {'entities':[]}; true",
                "pageNumber; {'entities':[]} {'entities':[1]} {'entities':[]}; false",
            })
    void tellsWhetherTheListIsAtItsEndWhateverIsNamedNext(String by, String pages, boolean atItsEnd) {
        addAll(by, pages);

        assertThat(walk.isAtItsEnd()).isEqualTo(atItsEnd);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'entities':[1]}; true",
                "{'entities':[1],'hasMore':true}; false",
                "{'entities':[1],'hasMore':false}; true",
                "{'entities':[1],'pageCount':2}; false",
                "{'entities':[1],'pageCount':1,'cursor':'x'}; true",
                "{'total':2,'entities':[1]}; false",
                "{'total':2,'entities':[1]} {'entities':[2]}; true",
                "{'total':2,'entities':[1]} {'entities':[2],'hasMore':true}; true",
                "{'total':3,'entities':[1]} {'total':3,'entities':[2]}; false",
                "{'total':2,'entities':[1,2]}; true",
                "{'total':2,'entities':[1,2]} {'total':1,'entities':[3]}; true",
            })
    void tellsWhetherAsMuchCameAsWasAnnounced(String pages, boolean whole) {
        addAll("after", pages);

        assertThat(walk.isWhole()).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'total':2,'entities':[1,2]}; 2",
                "{'total':2,'entities':[1,2]} {'total':1,'entities':[3]}; -1",
                "{'total':2,'entities':[1,2]} {'total':2,'entities':[3,4]}; -1",
                "{'total':1,'entities':[1]} {'entities':[2]}; -1",
                "{'total':4,'entities':[1,2]} {'total':4,'entities':[3,4]}; 4",
            })
    void whatPagesTellOfThemselvesIsNoTotal(String pages, long total) {
        addAll("after", pages);

        assertThat(walk.total()).isEqualTo(total);
    }

    @Test
    void theDateOfAListThatIsConfirmedIsStillItsDate() {
        walk.add(Page.read(request("after", 1), "id", bytes("{'entities':[1]}"), "today"));

        walk.isConfirmed();

        assertThat(walk.list("/api/v2/things", false, true).lastModified()).isEqualTo("today");
    }

    private void addAll(String by, String pages) {
        int number = 1;
        for (String page : pages.split(" ")) {
            walk.add(Page.read(request(by, number++), "id", bytes(page), null));
        }
    }

    private static PageRequest request(String by, int number) {
        return new PageRequest(number, "/api/v2/things", by + '=' + number);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Page page(int number, String answer) {
        PageRequest request = new PageRequest(number, "/api/v2/things", "cursor=" + number);
        return Page.read(request, "id", answer.getBytes(StandardCharsets.UTF_8), null);
    }
}
