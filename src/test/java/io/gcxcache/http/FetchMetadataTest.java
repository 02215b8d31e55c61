package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of web pages, as their browsers describe them. */
class FetchMetadataTest {
    private final AtomicInteger asked = new AtomicInteger();
    private Served served;

    @BeforeEach
    void start() throws Exception {
        served = Served.startOnOneLoop(new RouteBuilder() {
            @Override
            public void configure() {
                for (String path : List.of(
                        "/gcx/directories/{id}",
                        "/gcx/budget",
                        "/gcx/entries",
                        "/gcx/entries/{key}",
                        "/gcx/metrics",
                        "/gcx/notifications",
                        "/gcx/runs",
                        "/gcx/runs/{id}",
                        "/observe/health")) {
                    from("gcx-http:" + path)
                            .process(exchange -> asked.incrementAndGet())
                            .setBody(constant("answered"));
                }
            }
        });
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Same-Origin", "", "other", "none, same-origin"})
    void aPageOfAnotherSiteNeitherChangesAnythingNorCostsACall(String site) throws Exception {
        for (String request : List.of(
                "GET /gcx/directories/x",
                "HEAD /gcx/directories/x",
                "POST /gcx/directories/x",
                "DELETE /gcx/entries/x",
                "GET /gcx/runs/x",
                "GET /gcx/%62udget",
                "POST /gcx/budget",
                "QUERY /gcx/entries",
                "OPTIONS /gcx/runs",
                "PUT /observe/health",
                "GET /observe",
                "GET /nowhere",
                "TRACE /gcx/budget")) {
            try (Served.Connection client = served.connect()) {
                client.write(request + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: " + site + "\r\n\r\n");

                assertThat(client.readHead())
                        .as(request)
                        .startsWith("HTTP/1.1 403 Forbidden")
                        .containsIgnoringCase("application/problem+json");
            }
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatIsSaidTwiceIsBelievedWhereItForbids() throws Exception {
        try (Served.Connection client = served.connect()) {
            client.write("POST /gcx/directories/x HTTP/1.1\r\nHost: localhost\r\n"
                    + "Sec-Fetch-Site: none\r\nsec-fetch-site: cross-site\r\n\r\n");

            assertThat(client.read()).startsWith("HTTP/1.1 403 ");
        }
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/gcx/budget",
                "/gcx/entries?limit=1",
                "/gcx/metrics",
                "/gcx/notifications",
                "/gcx/runs",
                "/observe/health"
            })
    void anyPageMayHaveReadWhatTheGatewayHoldsAnyway(String path) throws Exception {
        HttpResponse<String> read = served.get(path, "Sec-Fetch-Site", "cross-site");

        assertThat(read.body()).isEqualTo("answered");
        assertThat(read.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(served.send("HEAD", path, null, "Sec-Fetch-Site", "same-site")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void aPageOfThisSiteAndWhoTypesAnAddressMayAskAll(String site) throws Exception {
        for (String method : List.of("GET", "POST", "QUERY", "DELETE")) {
            assertThat(served.send(method, "/gcx/directories/x", "x", "Sec-Fetch-Site", site)
                            .body())
                    .isEqualTo("answered");
        }
    }

    @Test
    void aConnectionGoesOnBehindWhatWasForbidden() throws Exception {
        try (Served.Connection client = served.connect()) {
            client.write("POST /gcx/directories/x HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"
                    + "Content-Length: 3\r\n\r\nabcGET /gcx/budget HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.read()).startsWith("HTTP/1.1 403 ");
            assertThat(client.readBody()).isEqualTo("answered");
        }
        assertThat(asked).hasValue(1);
    }
}
