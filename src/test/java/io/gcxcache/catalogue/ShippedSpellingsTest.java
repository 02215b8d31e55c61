package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.json.CanonicalForm;
import io.gcxcache.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bodies mean the same to the queries that are shipped. */
class ShippedSpellingsTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "conversations-aggregates     | {'groupBy':[],'views':[],'filter':null}            | {}",
                "conversations-aggregates     | {'queryType':'groupBy'}                            | {'groupBy':null}",
                "conversations-aggregates     | {'flattenMultivaluedDimensions':false}             | {}",
                "conversations-aggregates     | {'metrics':['a','b'],'views':[{'x':1},{'x':2}]}    | {'views':[{'x':2},{'x':1}],'metrics':['b','a']}",
                "conversations-aggregates     | {'filter':{'predicates':[{'operator':'matches'}]}} | {'filter':{'predicates':[{}],'clauses':[]}}",
                "users-aggregates             | {'filter':{'clauses':[{'predicates':[{'v':1},{'v':2}]}]}} | {'filter':{'clauses':[{'predicates':[{'v':2},{'v':1,'operator':'matches'}]}],'predicates':[]}}",
                "conversations-aggregates-job | {'groupBy':['b','a'],'queryType':'groupBy'}        | {'groupBy':['a','b']}",
                "conversations-details        | {'order':'asc','orderBy':'conversationStart'}      | {}",
                "conversations-details        | {'paging':{'pageSize':25,'pageNumber':1}}          | {}",
                "conversations-details        | {'paging':{'pageSize':25}}                         | {'paging':null}",
                "conversations-details        | {'paging':{'pageSize':50}}                         | {'paging':{'pageSize':50,'pageNumber':1}}",
                "conversations-details        | {'surveyFilters':[],'aggregations':[]}             | {}",
                "conversations-details        | {'segmentFilters':[{'predicates':[{'v':1},{'v':2}],'clauses':[]}]} | {'segmentFilters':[{'predicates':[{'v':2},{'v':1,'operator':'matches'}]}]}",
                "conversations-details-job    | {'startOfDayIntervalMatching':false,'order':'asc'} | {}",
                "users-details                | {'userFilters':[],'presenceAggregations':[],'paging':{}} | {'order':'asc'}",
                "users-details-job            | {'routingStatusFilters':[{'a':1},{'a':2}]}         | {'routingStatusFilters':[{'a':2},{'a':1}],'userFilters':[]}",
                "queues-observations          | {'detailMetrics':[],'metrics':['b','a']}           | {'metrics':['a','b']}",
                "routing-activity             | {'metrics':[{'m':1},{'m':2}],'order':'asc'}        | {'metrics':[{'m':2},{'m':1}],'groupBy':[]}",
                "agents-status                | {'userOrder':'asc','sessionOrderBy':'segmentStart'} | {'userOrderBy':'userName','sessionOrder':'asc'}",
                "report                       | {'in':{'predicates':[1,2]},'metrics':['b','a']}    | {'in':{'predicates':[2,1]},'metrics':['a','b']}",
            })
    void oneQuestionHasOneSpelling(String name, String one, String other) throws IOException {
        assertThat(canonical(name, one)).isEqualTo(canonical(name, other));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "conversations-aggregates  | {'metrics':[]}                             | {}",
                "queues-observations       | {'metrics':[]}                             | {}",
                "routing-activity          | {'metrics':[]}                             | {}",
                "conversations-aggregates  | {'queryType':'topN'}                       | {}",
                "conversations-aggregates  | {'filter':{'clauses':[{}]}}              | {'filter':{}}",
                "conversations-aggregates  | {'filter':{}}                              | {}",
                "conversations-aggregates  | {'order':'asc'}                            | {}",
                "conversations-aggregates  | {'paging':{'pageSize':25}}                 | {}",
                "conversations-aggregates  | {'operator':'matches'}                     | {}",
                "conversations-details     | {'paging':{'pageNumber':2}}                | {}",
                "conversations-details     | {'order':'desc'}                           | {}",
                "conversations-details     | {'aggregations':[{'x':1},{'x':2}]}         | {'aggregations':[{'x':2},{'x':1}]}",
                "conversations-details     | {'conversationFilters':[{}]}               | {}",
                "conversations-details-job | {'startOfDayIntervalMatching':true}        | {}",
                "agents-status             | {'userOrder':'desc'}                       | {}",
                "agents-status             | {'metrics':[1,2]}                          | {'metrics':[2,1]}",
                "report                    | {'groupBy':[]}                             | {}",
                "report                    | {'order':'asc'}                            | {}",
            })
    void twoQuestionsHaveTwo(String name, String one, String other) throws IOException {
        assertThat(canonical(name, one)).isNotEqualTo(canonical(name, other));
    }

    private static String canonical(String name, String query) throws IOException {
        Catalogue shipped = Catalogue.of(Declared.shipped(), List.of(), Declared.DEFAULTS);
        Reading reading = name.equals("report")
                ? shipped.report().orElseThrow().reading()
                : shipped.query(name).orElseThrow().reading();
        return CanonicalJson.write(
                CanonicalJson.read(query.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                CanonicalForm.of(reading.sets(), reading.defaults(), reading.empties()));
    }
}
