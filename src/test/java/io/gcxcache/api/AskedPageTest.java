package io.gcxcache.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedPageTest {
    private static final ListResource LIST = (ListResource) DeclaredResources.resource(
            ListResource.of("queues").path("/api/v2/queues").set("pageSize", 100));

    @Test
    void whatIsRepeatedKeepsItsOrder() {
        assertThat(page("sortBy=name&sortBy=id&pageNumber=2"))
                .isEqualTo("pageNumber=2&pageSize=25&sortBy=name&sortBy=id");
        assertThat(page("sortBy=id&sortBy=name&pageNumber=2"))
                .isEqualTo("pageNumber=2&pageSize=25&sortBy=id&sortBy=name");
    }

    @Test
    void allSpellingsOfAPageAreOne() {
        assertThat(page("a=1&pageSize=25&a-b=2&pageNumber=1")).isEqualTo(page("a-b=2&a=1"));
    }

    @Test
    void whatDenotesNoPageIsWhatTheListIsAskedBy() {
        AskedPage asked = asked("pageSize=50&name=x&pageNumber=3&pageSizes=1&xpageNumber=2");

        assertThat(asked.filters().canonical()).isEqualTo("name=x&pageSizes=1&xpageNumber=2");
        assertThat(asked.size()).isEqualTo(50);
        assertThat(asked.number()).isEqualTo(3);
        assertThat(asked("").filters().canonical()).isEmpty();
    }

    @Test
    void pagesOfOneListAreToldApart() {
        assertThat(asked("").mark()).isEqualTo(asked("pageNumber=1&pageSize=25").mark());
        assertThat(asked("pageNumber=12").mark())
                .isNotEqualTo(asked("pageSize=12").mark());
        assertThat(asked("pageNumber=2&pageSize=31").mark())
                .isNotEqualTo(asked("pageNumber=1&pageSize=32").mark());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pageSize=100", "pageSize=1&pageNumber=999999999"})
    void aPageWithinTheBoundsIsCut(String query) {
        assertThat(asked(query).isCutFrom(LIST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pageSize=101",
                "pageSize=0",
                "pageNumber=0",
                "pageNumber=-1",
                "pageNumber=01",
                "pageNumber=1.0",
                "pageNumber=1000000000",
                "pageNumber=",
                "pageSize=x",
                "pageNumber=1&pageNumber=2",
                "pageSize=25&pageSize=25"
            })
    void whatGenesysMightRefuseIsAskedByItself(String query) {
        assertThat(asked(query).isCutFrom(LIST)).isFalse();
    }

    @Test
    void whatGoesOnByTheSecondIsAskedByItself() {
        assertThat(AskedPage.of(new Parameters.Read("expand=presence", Duration.ofSeconds(10)))
                        .isCutFrom(LIST))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "pageSize=100, true",
        "pageSize=100&pageNumber=2, false",
        "pageSize=50&pageNumber=2, true",
        "pageSize=34&pageNumber=3, false",
        "pageSize=100&pageNumber=999999999, false"
    })
    void tellsWhichPagesTheFirstOneOfTheListHas(String query, boolean within) {
        assertThat(asked(query).isWithinFirst(LIST)).isEqualTo(within);
    }

    private static String page(String query) {
        return asked(query).page().canonical();
    }

    private static AskedPage asked(String query) {
        return AskedPage.of(Parameters.NONE.read(query));
    }
}
