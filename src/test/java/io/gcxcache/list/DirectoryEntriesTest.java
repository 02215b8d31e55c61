package io.gcxcache.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import io.gcxcache.json.TestSlices;
import io.gcxcache.paging.PagedList;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryEntriesTest {
    private static final String PATH = "/api/v2/routing/directories/internal_agents/entries";
    private static final String GOOD = "{'id':'1','name':'Ada'}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                "{'id':'1','name':'Ada','address':'+49 1','email':'a@b.c','phone':'2'}",
                "{'id':'1','name':'Ada','address':null,'email':null,'phone':null,'custom_attributes':null}",
                "{'id':'1','name':'Ada','email':''}",
                "{'id':'1','name':'Ada','custom_attributes':{}}",
                "{'id':'1','name':'Ada','custom_attributes':{'team':'blue','floor':null,'note':''}}"
            })
    void takesWhatFollowsTheModel(String entry) {
        PagedList list = list("[" + entry + "]");

        assertThat(DirectoryEntries.validate(list)).isSameAs(list);
    }

    @Test
    void keepsFieldsThatItDoesNotKnow() {
        PagedList list = list("[{'id':'1','name':'Ada','score':1.5,'nested':{'list':[1,null]}}]");

        PagedList valid = DirectoryEntries.validate(list);

        assertThat(TestSlices.texts(valid.pages()))
                .containsExactly("{\"id\":\"1\",\"name\":\"Ada\",\"score\":1.5,\"nested\":{\"list\":[1,null]}}");
    }

    @Test
    void takesAnEmptyList() {
        PagedList empty = list("[]");

        assertThat(DirectoryEntries.validate(empty)).isSameAs(empty);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7 | not an object",
                "null | not an object",
                "[] | not an object",
                "'text' | not an object",
                "{'name':'Ada'} | without id",
                "{'id':null,'name':'Ada'} | without id",
                "{'id':'','name':'Ada'} | without id",
                "{'id':1,'name':'Ada'} | without id",
                "{'id':'1'} | without name",
                "{'id':'1','name':''} | without name",
                "{'id':'1','name':['Ada']} | without name",
                "{'id':'1','name':'Ada','address':{}} | address is not a text",
                "{'id':'1','name':'Ada','email':7} | email is not a text",
                "{'id':'1','name':'Ada','phone':false} | phone is not a text",
                "{'id':'1','name':'Ada','custom_attributes':'x'} | custom_attributes is not an object",
                "{'id':'1','name':'Ada','custom_attributes':[]} | custom_attributes is not an object",
                "{'id':'1','name':'Ada','custom_attributes':{'a':'b','c':1}} | custom attribute that is not a text",
                "{'id':'1','name':'Ada','custom_attributes':{'a':{}}} | custom attribute that is not a text"
            })
    void refusesWhatBreaksTheModelAndSaysWhereItIs(String entry, String fault) {
        PagedList list = list("[" + GOOD + "," + GOOD + "]", "[" + GOOD + "," + entry + "]");

        assertThatThrownBy(() -> DirectoryEntries.validate(list))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(502))
                .hasMessageContaining(fault)
                .hasMessageContaining("page 2, index 1 of " + PATH);
    }

    @Test
    void doesNotTellWhatAWrongEntryHolds() {
        PagedList list = list("[{'id':'1','name':'Ada','phone':4912345}]");

        assertThatThrownBy(() -> DirectoryEntries.validate(list)).hasMessageNotContainingAny("Ada", "4912345");
    }

    private static PagedList list(String... pages) {
        return new PagedList(
                PATH, Arrays.stream(pages).map(DirectoryEntriesTest::page).toList(), null, false, true);
    }

    private static Slices page(String text) {
        try {
            return JsonList.read(("{\"list\":" + text.replace('\'', '"') + '}').getBytes(UTF_8), "list")
                    .values();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
