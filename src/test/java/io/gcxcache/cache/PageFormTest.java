package io.gcxcache.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFormTest {
    private static final Envelope DOCUMENT =
            new Envelope(JsonNodeFactory.instance.objectNode(), "entries", JsonNodeFactory.instance.objectNode());

    @Test
    void whatASinglePageHasNoOccasionToTellStandsWhereGenesysWritesIt() {
        Body list = list(3, true, page(3, 1, "1,2,3", 3));

        assertThat(text(list, 1, 2))
                .isEqualTo("{\"entities\":[2],\"pageSize\":1,\"pageNumber\":2,\"total\":3"
                        + ",\"firstUri\":\"/x?pageSize=1&pageNumber=1&name=a%2Cb\""
                        + ",\"nextUri\":\"/x?pageSize=1&pageNumber=3&name=a%2Cb\""
                        + ",\"previousUri\":\"/x?pageSize=1&pageNumber=1&name=a%2Cb\""
                        + ",\"lastUri\":\"/x?pageSize=1&pageNumber=3&name=a%2Cb\""
                        + ",\"selfUri\":\"/x?pageSize=1&pageNumber=2&name=a%2Cb\",\"pageCount\":3}");
    }

    @Test
    void anEmptyListSaysWhatGenesysSaid() {
        Body list = list(25, true, page(25, 1, "", 0));

        assertThat(text(list, 25, 1)).isEqualTo(page(25, 1, "", 0));
        assertThat(text(list, 10, 1)).isEqualTo(page(10, 1, "", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'nextPage':{'pageSize':2,'pageNumber':2}",
                "'nextPage':{'pageNumber':2,'pageSize':2}",
                "'nextPage':2",
                "'nextPage':'https://api.mypurecloud.com/x?pageSize=2&pageNumber=2'",
                "'nextUri':'/x?pageNumber=2&pageSize=2'",
                "'total':3,'nextUri':'/x?pageNumber=2\\\\u0026pageSize=2'"
            })
    void aNextPageIsNamedAsUpstreamNamesIt(String next) {
        String total = next.contains("total") ? ",'total':3" : "";
        String first = json("{'entities':[1,2]," + next + "}");
        Body list = list(2, true, first, json("{'entities':[3]" + total + "}"));

        assertThat(text(list, 2, 1)).isEqualTo(first);
        assertThat(text(list, 1, 2))
                .isEqualTo(first.replace("[1,2]", "[2]")
                        .replace("pageSize=2", "pageSize=1")
                        .replace("\"pageSize\":2", "\"pageSize\":1")
                        .replace("pageNumber=2", "pageNumber=3")
                        .replace("\"pageNumber\":2", "\"pageNumber\":3")
                        .replace("\"nextPage\":2", "\"nextPage\":3"));
        assertThat(text(list, 1, 3)).isEqualTo(json("{'entities':[3]" + total + "}"));
    }

    @Test
    void emptyNamesWhereNoPageIsStayEmpty() {
        String first = json("{'entities':[1,2],'pageNumber':1,'total':3,'nextUri':'/x?pageNumber=2','previousUri':''}");
        String last = json("{'entities':[3],'pageNumber':2,'total':3,'nextUri':'','previousUri':'/x?pageNumber=1'}");
        Body list = list(2, true, first, last);

        assertThat(text(list, 2, 1)).isEqualTo(first);
        assertThat(text(list, 2, 2)).isEqualTo(last);
        assertThat(text(list, 2, 3)).contains("\"nextUri\":\"\",\"previousUri\":\"/x?pageNumber=2\"");
    }

    @Test
    void aListWhoseNextPagesAreNeverNamedIsNotCutSmaller() {
        Body list = list(3, true, json("{'entities':[1,2,3]}"));

        assertThat(list.holdsPage(3, 1)).isTrue();
        assertThat(list.holdsPage(100, 1)).isTrue();
        assertThat(list.holdsPage(2, 1)).as("its reader would take it for all").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'total':3", "'total':3,'nextPage':null,'pageCount':1", "'total':3,'nextUri':''"})
    void whatMayNameNextPagesWhereThereAreSomeIsNotCutSmaller(String fields) {
        Body list = list(3, true, json("{'entities':[1,2,3]," + fields + "}"));

        assertThat(list.holdsPage(3, 1)).isTrue();
        assertThat(list.holdsPage(2, 1)).as("its reader would take it for all").isFalse();
    }

    @Test
    void anotherPageIsNamedAsThePageThatTellsItsNumber() {
        Body list = list(
                3,
                true,
                json("{'entities':[1,2,3],'pageCount':1,'firstUri':'/x?pageSize=3&pageNumber=1','selfUri':'/x'}"));

        assertThat(text(list, 1, 1)).contains("\"nextUri\":\"/x?pageSize=1&pageNumber=2\"");
    }

    @Test
    void aFilterThatLooksLikeAPageIsLeftAsItIs() {
        String filter = "name=pageNumber=1&pageSize=%d&pageNumber=%d";
        String page = json("{'entities':[1,2],'total':2,'pageCount':%d,'selfUri':'/x?" + filter + "'}");
        Body list = list(2, true, page.formatted(1, 2, 1));

        assertThat(text(list, 1, 2)).isEqualTo(page.replace("1,2", "2").formatted(2, 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'pageCount':2", "'nextUri':'/x?pageNumber=2','lastUri':'/x?pageNumber=2'"})
    void theBeginningOfAListThatDoesNotTellItsTotalHasNoLastPageOfAnotherSize(String fields) {
        assertThat(form(3, false, json("{'entities':[1,2,3]," + fields + "}"))).isNull();
    }

    @Test
    void theBeginningOfAListHasItsFirstPages() {
        Body list = list(4, false, page(4, 1, "1,2,3,4", 9));

        assertThat(list.total()).isEqualTo(9);
        assertThat(text(list, 2, 2)).isEqualTo(page(2, 2, "3,4", 9));
        assertThat(list.holdsPage(2, 3)).isFalse();
        assertThat(list.holdsPage(3, 2)).isFalse();
        assertThat(list.holdsPage(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ 'entities':[1],'total':1}",
                "{'entities':[1 ],'total':1}",
                "{'entities':[1],'pageSize':50,'total':1}",
                "{'entities':[1],'total':1,'pageNumber':7}",
                "{'entities':[1],'total':1,'cursor':'x'}",
                "{'entities':[1],'total':1,'cursors':{}}",
                "{'entities':[1],'total':1,'hasMore':false}",
                "{'entities':[1],'total':1,'pageCount':2}",
                "{'ent\\\\u0069ties':[1],'total':1}",
                "{'total':0}"
            })
    void whatWouldNotBeMadeAgainAsItCameIsNotCut(String page) {
        assertThat(form(2, true, json(page))).isNull();
    }

    @Test
    void aPageIsCutAcrossTheSegmentsInWhichTheListIsKept() {
        Body list = list(5, true, page(5, 1, "1,2,3,4,5", 5));

        assertThat(text(list, 5, 1)).isEqualTo(page(5, 1, "1,2,3,4,5", 5));
        assertThat(text(list, 4, 1)).startsWith("{\"entities\":[1,2,3,4],");
        assertThat(text(list, 3, 2)).startsWith("{\"entities\":[4,5],");
        assertThat(text(list, 2, 2)).startsWith("{\"entities\":[3,4],");
    }

    @Test
    void pagesThatBelongToDifferentListsAreNotCut() {
        String other = page(2, 2, "3", 3).replace("name=a%2Cb", "name=c");

        assertThat(form(2, true, page(2, 1, "1,2", 3), page(2, 2, "3", 3))).isNotNull();
        assertThat(form(2, true, page(2, 1, "1,2", 3), other)).isNull();
    }

    /** A page of a list of {@code total} values as Genesys has it. */
    private static String page(int size, int number, String values, int total) {
        int pages = (total + size - 1) / size;
        String uri = "\"/x?pageSize=" + size + "&pageNumber=%d&name=a%%2Cb\"";
        return "{\"entities\":[" + values + "],\"pageSize\":" + size + ",\"pageNumber\":" + number + ",\"total\":"
                + total + ",\"firstUri\":" + uri.formatted(1)
                + (number < pages ? ",\"nextUri\":" + uri.formatted(number + 1) : "")
                + (number > 1 ? ",\"previousUri\":" + uri.formatted(number - 1) : "")
                + ",\"lastUri\":" + uri.formatted(Math.max(1, pages)) + ",\"selfUri\":" + uri.formatted(number)
                + ",\"pageCount\":" + pages + "}";
    }

    private static String json(String text) {
        return text.replace('\'', '"').replace("\\\\", "\\");
    }

    private static PageForm form(int size, boolean whole, String... pages) {
        return PageForm.of("entities", slices(pages), size, whole).orElse(null);
    }

    private static Body list(int size, boolean whole, String... pages) {
        PageForm form = form(size, whole, pages);
        assertThat(form).isNotNull();
        return Body.list(DOCUMENT, Slices.packed(slices(pages), 2), 1, form, whole);
    }

    private static List<Slices> slices(String... pages) {
        return Arrays.stream(pages)
                .map(page -> {
                    try {
                        Slices values =
                                JsonList.read(page.getBytes(UTF_8), "entities").values();
                        return values == null ? new Slices(page.getBytes(UTF_8), new int[0]) : values;
                    } catch (IOException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toList();
    }

    private static String text(Body list, int size, int number) {
        assertThat(list.holdsPage(size, number)).isTrue();
        return new String(list.page(size, number).joined(), UTF_8);
    }
}
