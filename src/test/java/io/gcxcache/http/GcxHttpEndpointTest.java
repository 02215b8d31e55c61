package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code gcx-http:} endpoints, as clients see them. */
class GcxHttpEndpointTest {
    private static final String PROBLEM = "application/problem+json";

    @Test
    void anEndpointWithoutOptionsTakesEveryMethodAndEveryBody() throws Exception {
        try (Served served = Served.start(answering("gcx-http:/all", "${header.CamelHttpMethod} ${body}"))) {
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "QUERY", "OPTIONS", "PURGE")) {
                assertThat(served.send(method, "/all", "x", "Content-Type", "a/b")
                                .body())
                        .isEqualTo(method + " x");
            }
            assertThat(served.get("/all").body()).isEqualTo("GET ");
        }
    }

    @Test
    void anotherMethodIsRefusedWithThoseOfAllRoutesOfThePath() throws Exception {
        try (Served served = Served.start(
                answering("gcx-http:/a/{x}?httpMethodRestrict=GET,HEAD", "read"),
                answering("gcx-http:/a/{y}?httpMethodRestrict=POST,QUERY", "ask"))) {
            HttpResponse<String> refused = served.send("PUT", "/a/1", "x");

            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.headers().allValues("Allow")).containsExactly("GET, HEAD, POST, QUERY");
            assertThat(refused.headers().allValues("Content-Type")).containsExactly(PROBLEM);
            assertThat(refused.body()).contains("\"detail\":\"Allowed here: GET, HEAD, POST, QUERY\"");
            assertThat(served.send("QUERY", "/a/1", "x").body()).isEqualTo("ask");
            assertThat(served.get("/a/1").body()).isEqualTo("read");
            assertThat(served.send("get", "/a/1", null).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void aPrefixServesLongerPathsAndTellsTheRest() throws Exception {
        try (Served served = Served.start(
                answering("gcx-http:/gw?matchOnUriPrefix=true", "prefix ${header.CamelHttpPath}"),
                answering("gcx-http:/gw/{id}", "one ${header.id}"))) {
            assertThat(served.get("/gw").body()).isEqualTo("prefix ");
            assertThat(served.get("/gw/a%2Fb").body()).isEqualTo("one a/b");
            assertThat(served.get("/gw/a/b%20c").body()).isEqualTo("prefix /a/b%20c");
            assertThat(served.get("/gw2").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatIsBelowGenesyssOwnPathIsTakenAsItWasSentAndByEveryMethod() throws Exception {
        try (Served served = Served.start(
                answering(
                        "gcx-http:/api/v2/users/{id}/presences/{source}?httpMethodRestrict=GET&access=anyone",
                        "${header.source}"),
                answering("gcx-http:/api/v2?matchOnUriPrefix=true&access=anyone", "${header.CamelHttpPath}"))) {
            String presences = "/api/v2/users/u-1/presences/";

            assertThat(bodyOf(served, "GET", presences + "x%3fa=b%26c")).isEqualTo("x%3fa=b%26c");
            assertThat(bodyOf(served, "GET", presences + "..%2f..%2f..%2foauth%2fclients"))
                    .isEqualTo("..%2f..%2f..%2foauth%2fclients");
            assertThat(bodyOf(served, "PUT", presences + "a%2Fb?c")).isEqualTo("/users/u-1/presences/a%2Fb");
            assertThat(bodyOf(served, "GET", "/api/v2/a%2fb/%41?c=%2e%2e")).isEqualTo("/a%2fb/%41");
        }
    }

    @Test
    void onlyWhoTakesAllOfGenesyssOwnPathsHearsOfNoParameterByItsName() throws Exception {
        try (Served served = Served.start(
                answering("gcx-http:/gw?matchOnUriPrefix=true", "${header.limit}"),
                answering("gcx-http:/api/v2?matchOnUriPrefix=true&access=anyone", "none ${header.limit}"),
                answering("gcx-http:/api/v2/own?access=anyone", "${header.limit}"))) {
            assertThat(served.get("/gw/x?limit=3").body()).isEqualTo("3");
            assertThat(served.get("/api/v2/own?limit=3").body()).isEqualTo("3");
            assertThat(served.get("/api/v2/x?limit=3").body()).isEqualTo("none ");
        }
    }

    @Test
    void withoutACatchAllWhatIsNotTakenBelowGenesyssOwnPathIsNotFound() throws Exception {
        try (Served served =
                Served.start(answering("gcx-http:/api/v2/users/{id}?httpMethodRestrict=GET", "${header.id}"))) {
            HttpResponse<String> refused = served.send("DELETE", "/api/v2/users/7", null);

            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.headers().map()).doesNotContainKey("allow");
        }
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        String endpoint = "gcx-http:/in?consumes=application/json,text/csv";
        try (Served served = Served.start(answering(endpoint, "read"))) {
            assertThat(List.of("POST", "PUT", "PATCH", "QUERY")).allSatisfy(method -> {
                HttpResponse<String> refused = served.send(method, "/in", "x", "Content-Type", "text/plain");

                assertThat(refused.statusCode()).isEqualTo(415);
                assertThat(refused.headers().allValues("Content-Type")).containsExactly(PROBLEM);
                assertThat(refused.body()).contains("application/json or text/csv");
                assertThat(served.send(method, "/in", "x", "Content-Type", "Text/CSV; charset=utf-8")
                                .body())
                        .isEqualTo("read");
                assertThat(served.send(method, "/in", "x").statusCode()).isEqualTo(415);
            });
            assertThat(served.send("DELETE", "/in", null).body()).isEqualTo("read");
        }
    }

    @Test
    void aReplyHasTheTypeThatTheEndpointProducesUnlessTheRouteSetsOne() throws Exception {
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/none?produces=text/csv;header=present").setBody(constant("a"));
                from("gcx-http:/own?produces=text/csv")
                        .setHeader("Content-Type", constant("text/html"))
                        .setBody(constant("a"));
                from("gcx-http:/silent").setBody(constant("a"));
            }
        })) {
            assertThat(type(served.get("/none"))).containsExactly("text/csv;header=present");
            assertThat(type(served.get("/none", "Content-Type", "text/of-the-client")))
                    .containsExactly("text/csv;header=present");
            assertThat(type(served.get("/own"))).containsExactly("text/html");
            assertThat(type(served.get("/silent", "Content-Type", "text/of-the-client")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "httpMethodRestrict=GET,,HEAD          | httpMethodRestrict",
                "httpMethodRestrict=GET;HEAD           | httpMethodRestrict",
                "httpMethodRestrict=                   | httpMethodRestrict",
                "matchOnUriPrefix=perhaps              | matchOnUriPrefix",
                "consumes=json                         | consumes",
                "consumes=application/*,               | consumes",
                "produces=json                         | produces",
                "headerFilterStrategy=#nobody          | headerFilterStrategy",
                "headerFilterStrategy=#text            | headerFilterStrategy",
                "httpMethods=GET                       | httpMethods"
            })
    void aWrongOptionFailsTheStartAndIsNamed(String option, String name) {
        assertThatThrownBy(() -> Served.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        getContext().getRegistry().bind("text", "no strategy");
                        from("gcx-http:/a?" + option).setBody(constant("a"));
                    }
                }))
                .hasMessageContaining("gcx-http")
                .hasStackTraceContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/x{y}", "/{a}/{a}", "/a/.."})
    void aPathThatNobodyCouldAskForFailsTheStart(String path) {
        assertThatThrownBy(() -> Served.start(answering("gcx-http:" + path, "a")))
                .hasStackTraceContaining("The path " + path);
    }

    @Test
    void aPathThatIsServedAlreadyFailsTheStart() {
        assertThatThrownBy(() -> Served.start(
                        answering("gcx-http:/a/{x}?httpMethodRestrict=GET", "a"),
                        answering("gcx-http:/a/{y}?httpMethodRestrict=GET,POST", "b")))
                .hasStackTraceContaining("/a/{y} [GET, POST] is served already, by /a/{x} [GET]");
    }

    @Test
    void nothingCanBeSentToAnEndpoint() throws Exception {
        try (Served served = Served.start(answering("gcx-http:/a", "a"))) {
            assertThatThrownBy(() -> served.camel.createProducerTemplate().sendBody("gcx-http:/a", "x"))
                    .hasStackTraceContaining("only serves requests");
        }
    }

    @Test
    void withoutAStrategyOnlyAFewNamesPass() throws Exception {
        Exchange[] seen = new Exchange[1];
        try (Served served = Served.start(telling("gcx-http:/h/{GcxId}", seen))) {
            HttpResponse<String> reply = served.get(
                    "/h/1?locale=de&GcxId=2&other=x",
                    "Accept",
                    "a/b",
                    "X-Foo",
                    "of-the-client",
                    "Authorization",
                    "of-the-client");

            assertThat(seen[0].getMessage().getHeaders())
                    .containsEntry("Accept", "a/b")
                    .containsEntry("locale", "de")
                    .containsEntry("GcxId", "1")
                    .doesNotContainKeys("X-Foo", "Authorization", "other");
            assertThat(reply.headers().map()).containsKey("etag").doesNotContainKeys("x-told", "accept");
        }
    }

    @Test
    void aStrategyOfTheUsersOwnLetsPassWhatItWillButNoHeadersOfCamelsOrTheGateways() throws Exception {
        Exchange[] seen = new Exchange[1];
        try (Served served = Served.start(
                binding(new DefaultHeaderFilterStrategy()),
                telling("gcx-http:/h/{GcxId}?headerFilterStrategy=#mine", seen))) {
            HttpResponse<String> reply = served.send(
                    "POST",
                    "/h/1?q=1&q=2&camelFileName=x&GCXID=2&X-Foo=planted",
                    "body",
                    "X-Foo",
                    "foo",
                    "Authorization",
                    "of-the-client",
                    "camelHttpPath",
                    "of-the-client",
                    "GCXPath",
                    "of-the-client",
                    "gcxid",
                    "of-the-client",
                    "GcxAskedBy",
                    "of-the-client");

            assertThat(seen[0].getMessage().getHeaders())
                    .containsEntry("X-Foo", "foo")
                    .containsEntry("Authorization", "of-the-client")
                    .containsEntry("q", List.of("1", "2"))
                    .containsEntry("GcxId", "1")
                    .containsEntry("GcxAskedBy", "127.0.0.1")
                    .doesNotContainKeys("CamelFileName", "CamelHttpPath", "GcxPath");
            assertThat(reply.body()).isEqualTo("told");
            assertThat(reply.headers().allValues("X-Told")).containsExactly("yes");
            assertThat(reply.headers().allValues("X-Several")).containsExactly("a", "b");
            assertThat(reply.headers().allValues("GCX-Refreshing")).containsExactly("true");
            assertThat(reply.headers().allValues("Content-Length")).containsExactly("4");
            assertThat(reply.headers().map())
                    .doesNotContainKeys("authorization", "x-foo", "q", "transfer-encoding", "gcxverdict", "gcxid");
            assertThat(reply.headers().map().keySet()).noneMatch(name -> name.startsWith("camel"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcx-http:/a", "gcx-http:/a?headerFilterStrategy=#mine"})
    void aHeaderOnSeveralLinesIsOneList(String endpoint) throws Exception {
        Exchange[] seen = new Exchange[1];
        try (Served served = Served.start(binding(new DefaultHeaderFilterStrategy()), telling(endpoint, seen));
                Served.Connection client = served.connect()) {
            client.write(
                            "GET /a HTTP/1.1\r\nHost: x\r\nPrefer: wait=5\r\nAccept-Language: de\r\nIf-None-Match: \"1\"\r\n"
                                    + "prefer: respond-async\r\nIf-None-Match: \"2\", \"3\"\r\nAccept-Language: en;q=0.5\r\n"
                                    + "Prefer: x\r\n\r\n")
                    .read();

            Message message = seen[0].getMessage();
            assertThat(message.getHeader("Prefer")).isEqualTo("wait=5, respond-async, x");
            assertThat(message.getHeader("Accept-Language")).isEqualTo("de, en;q=0.5");
            assertThat(message.getHeader("If-None-Match")).isEqualTo("\"1\", \"2\", \"3\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length, 99", "Transfer-Encoding, chunked", "connection, close", "Upgrade, h2c", "Keep-Alive, x"
    })
    void noStrategyLetsARouteFrameItsReply(String name, String value) throws Exception {
        try (Served served = Served.start(binding(new DefaultHeaderFilterStrategy()), new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/a?headerFilterStrategy=#mine")
                        .setHeader(name, constant(value))
                        .setBody(constant("told"));
            }
        })) {
            HttpResponse<String> reply = served.get("/a");

            assertThat(reply.body()).isEqualTo("told");
            assertThat(reply.headers().map().keySet()).containsExactly("content-length", "date");
        }
    }

    @Test
    void aStrategyOfTheUsersOwnKeepsBackWhatItWill() throws Exception {
        DefaultHeaderFilterStrategy strategy = new DefaultHeaderFilterStrategy();
        strategy.setLowerCase(true);
        strategy.setInFilter(Set.of("authorization", "q"));
        strategy.setOutFilter(Set.of("x-told"));
        Exchange[] seen = new Exchange[1];
        try (Served served =
                Served.start(binding(strategy), telling("gcx-http:/h/{GcxId}?headerFilterStrategy=#mine", seen))) {
            HttpResponse<String> reply = served.get("/h/1?q=1", "Authorization", "of-the-client", "X-Foo", "foo");

            assertThat(seen[0].getMessage().getHeaders())
                    .containsEntry("X-Foo", "foo")
                    .doesNotContainKeys("Authorization", "q");
            assertThat(reply.headers().map()).containsKey("etag").doesNotContainKey("x-told");
        }
    }

    @Test
    void whatCannotBeDecodedIsABadRequestAndNobodyIsAsked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/a/{x}").process(exchange -> asked.incrementAndGet());
            }
        })) {
            for (String path :
                    List.of("/a/%ff", "/a/%zz", "/a/x?locale=%zz", "/a/x%5cy", "/a/x\\y", "/a/%00", "/a/\u00e4")) {
                try (Served.Connection client = served.connect()) {
                    String reply = client.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .read();

                    assertThat(reply).as(path).startsWith("HTTP/1.1 400 ").containsIgnoringCase(PROBLEM);
                }
            }
            assertThat(asked).hasValue(0);
        }
    }

    private static String bodyOf(Served served, String method, String target) throws Exception {
        try (Served.Connection client = served.connect()) {
            return client.write(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readBody();
        }
    }

    private static List<String> type(HttpResponse<String> reply) {
        return reply.headers().allValues("Content-Type");
    }

    private static RoutesBuilder answering(String endpoint, String simple) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).setBody(simple(simple));
            }
        };
    }

    private static RoutesBuilder binding(DefaultHeaderFilterStrategy strategy) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getRegistry().bind("mine", strategy);
            }
        };
    }

    /** A route that keeps a copy of what reached it and tells more than it should. */
    private static RoutesBuilder telling(String endpoint, Exchange[] seen) {
        Map<String, Object> told = Map.of(
                "ETag", "\"1\"",
                "X-Told", "yes",
                "X-Several", List.of("a", "b"),
                "GCX-Refreshing", "true",
                "GcxVerdict", "internal",
                "CamelFileName", "internal",
                "Content-Length", "99",
                "Transfer-Encoding", "chunked");
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).process(exchange -> {
                    seen[0] = exchange.copy();
                    exchange.getMessage().getHeaders().putAll(told);
                    exchange.getMessage().setBody("told");
                });
            }
        };
    }
}
