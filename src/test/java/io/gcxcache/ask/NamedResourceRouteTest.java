package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.RouteTest;
import io.gcxcache.upstream.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-list} and {@code gcx-query}: the resource that a header names, if it is declared. */
class NamedResourceRouteTest extends RouteTest {
    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {
            new NamedResourceRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:gcx-list-known").routeId("gcx-list-known").to("mock:list");
                    from("direct:gcx-query-known").routeId("gcx-query-known").to("mock:query");
                    from("direct:gcx-query-known-cached")
                            .routeId("gcx-query-known-cached")
                            .to("mock:cached");
                }
            }
        };
    }

    @BeforeEach
    void start() {
        context.start();
    }

    @ParameterizedTest
    @CsvSource({"list, GcxListName", "query, GcxQueryName"})
    void asksTheResourceOfThatName(String kind, String header) throws Exception {
        getMockEndpoint("mock:" + kind).expectedBodiesReceived("a question");

        template.requestBodyAndHeader("direct:gcx-" + kind, "a question", header, "known");

        assertThat(steps("gcx-" + kind)).containsExactly(kind + "-name", kind + "-by-name");
        getMockEndpoint("mock:" + kind).assertIsSatisfied();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "../known", "known?block=false", ""})
    void knowsNothingElse(String name) {
        Exchange list = ask("direct:gcx-list", "GcxListName", name);
        Exchange query = ask("direct:gcx-query", "GcxQueryName", name);

        assertThat(list.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(query.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(steps("gcx-list")).containsExactly("list-name");
        assertThat(steps("gcx-query")).containsExactly("query-name");
    }

    @Test
    void needsAName() {
        Exchange list = template.send("direct:gcx-list", exchange -> {});

        assertThat(list.getException()).isInstanceOf(Problem.class);
    }

    private Exchange ask(String uri, String header, String name) {
        return template.send(uri, exchange -> exchange.getMessage().setHeader(header, name));
    }
}
