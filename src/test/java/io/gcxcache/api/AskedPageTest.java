package io.gcxcache.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.catalogue.Parameters;
import org.junit.jupiter.api.Test;

class AskedPageTest {
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

    private static String page(String query) {
        return AskedPage.of(Parameters.NONE.read(query)).page().canonical();
    }
}
