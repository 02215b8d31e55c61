package io.gcxcache;

import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Exchange;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's file says of failures holds for the routes of this file, and for no other. */
class ErrorHandlingTest {
    private static final List<String> MOCKS = List.of(
            "after-tried",
            "before-tried",
            "between-tried",
            "buried-tried",
            "clause-tried",
            "dead",
            "dead-of-the-file",
            "dead-of-the-route",
            "handled-tried",
            "handler-tried",
            "last-tried",
            "selective-tried");
    private static final String FAILING_ROUTE = """
            - route:
                from:
                  uri: direct:%s
                  steps:
                    - to: direct:%s-tried
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: failed
            """;

    @TempDir
    Path folder;

    private Path routes;

    @BeforeEach
    void copyRoutes() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            for (Path file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void anExceptionThatIsHandledIsTheAnswerOfTheRoute() throws Exception {
        add("a-handled", """
                - onException:
                    exception: [ java.lang.IllegalStateException ]
                    handled: { constant: "true" }
                    steps:
                      - setBody: { simple: "instead of ${exception.message}" }
                """ + failing("handled"));

        try (Gateway gateway = gateway()) {
            assertThat(gateway.template().requestBody("gcx-own:direct:handled", "question"))
                    .isEqualTo("instead of failed");
        }
    }

    @Test
    void anExceptionThatNoClauseNamesGoesToWhoeverAsked() throws Exception {
        add("a-selective", """
                - onException:
                    exception: [ java.io.IOException ]
                    handled: { constant: "true" }
                """ + failing("selective"));

        try (Gateway gateway = gateway()) {
            assertThat(ask(gateway, "gcx-own:direct:selective").getException()).hasMessage("failed");
        }
    }

    @Test
    void aCallIsRepeatedAsOftenAsTheFileSaysAndThenADeadLetter() throws Exception {
        add("a-buried", """
                - errorHandler:
                    deadLetterChannel:
                      deadLetterUri: direct:dead
                      redeliveryPolicy: { maximumRedeliveries: 2, redeliveryDelay: 1, asyncDelayedRedelivery: true }
                """ + failing("buried"));

        try (Gateway gateway = gateway()) {
            MockEndpoint dead = mock(gateway, "dead");
            MockEndpoint tried = mock(gateway, "buried-tried");
            tried.whenAnyExchangeReceived(exchange -> {
                throw new IllegalStateException("down");
            });

            Exchange answer = ask(gateway, "gcx-own:direct:buried");

            assertThat(answer.getException()).isNull();
            assertThat(tried.getReceivedCounter()).isEqualTo(3);
            assertThat(dead.getReceivedExchanges())
                    .extracting(letter -> letter.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                            .getMessage())
                    .containsExactly("down");
        }
    }

    @Test
    void itDoesNotMatterWhereInTheFileTheErrorHandlerStands() throws Exception {
        add("a-last", failing("last") + """
                - errorHandler:
                    deadLetterChannel:
                      deadLetterUri: direct:dead
                """);

        try (Gateway gateway = gateway()) {
            assertThat(ask(gateway, "gcx-own:direct:last").getException()).isNull();
            assertThat(mock(gateway, "dead").getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void aRouteMayHaveAnErrorHandlerOfItsOwn() throws Exception {
        add("a-own", """
                - errorHandler:
                    deadLetterChannel:
                      deadLetterUri: direct:dead-of-the-file
                - route:
                    errorHandler:
                      deadLetterChannel:
                        deadLetterUri: direct:dead-of-the-route
                    from:
                      uri: direct:own
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: failed
                """);

        try (Gateway gateway = gateway()) {
            ask(gateway, "gcx-own:direct:own");

            assertThat(mock(gateway, "dead-of-the-route").getReceivedCounter()).isEqualTo(1);
            assertThat(mock(gateway, "dead-of-the-file").getReceivedCounter()).isZero();
        }
    }

    /** Of any file, also of one that is loaded before. */
    @Test
    void aConfigurationOfRoutesHoldsForAllThatNameNone() throws Exception {
        add("a-before", failing("before"));
        add("b-configuration", """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception: [ java.lang.IllegalStateException ]
                          handled: { constant: "true" }
                          steps:
                            - setBody: { simple: "instead of ${exception.message}" }
                """ + failing("handled"));

        try (Gateway gateway = gateway()) {
            assertThat(gateway.template().requestBody("gcx-own:direct:before", "question"))
                    .isEqualTo("instead of failed");
            assertThat(gateway.template().requestBody("gcx-own:direct:handled", "question"))
                    .isEqualTo("instead of failed");
            assertThat(problem(gateway.get("/gcx/directories/nobody"), 404)).isNotEmpty();
        }
    }

    @Test
    void aConfigurationOfRoutesWithAnIdHoldsForThoseThatNameIt() throws Exception {
        add(
                "a-configuration",
                """
                - routeConfiguration:
                    id: buried
                    errorHandler:
                      deadLetterChannel:
                        deadLetterUri: direct:dead
                """ + failing("selective")
                        + failing("buried").replace("- route:\n", "- route:\n    routeConfigurationId: buried\n"));

        try (Gateway gateway = gateway()) {
            assertThat(ask(gateway, "gcx-own:direct:selective").getException()).hasMessage("failed");
            assertThat(ask(gateway, "gcx-own:direct:buried").getException()).isNull();
            assertThat(mock(gateway, "dead").getReceivedCounter()).isEqualTo(1);
        }
    }

    /** Files are loaded in the order of their names: one before those that handle failures, one between, one after. */
    @Test
    void otherFilesLeaveFailuresToWhoeverAsked() throws Exception {
        add("a-before", failing("before"));
        add("b-handler", """
                - errorHandler:
                    deadLetterChannel:
                      deadLetterUri: direct:dead
                """ + failing("handler"));
        add("c-between", failing("between"));
        add("d-clause", """
                - onException:
                    exception: [ java.lang.Exception ]
                    handled: { constant: "true" }
                """ + failing("clause"));
        add("z-after", failing("after"));

        try (Gateway gateway = gateway()) {
            assertThat(ask(gateway, "gcx-own:direct:before").getException()).hasMessage("failed");
            assertThat(ask(gateway, "gcx-own:direct:handler").getException()).isNull();
            assertThat(ask(gateway, "gcx-own:direct:between").getException()).hasMessage("failed");
            assertThat(ask(gateway, "gcx-own:direct:clause").getException()).isNull();
            assertThat(ask(gateway, "gcx-own:direct:after").getException()).hasMessage("failed");
            assertThat(problem(gateway.get("/gcx/directories/nobody"), 404)).isNotEmpty();
            assertThat(mock(gateway, "dead").getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void theHostKeepsItsErrorHandler() throws Exception {
        add("a-handler", """
                - errorHandler:
                    deadLetterChannel:
                      deadLetterUri: direct:dead
                """ + failing("handler"));
        ErrorHandlerFactory ofTheHost = new DeadLetterChannelBuilder("mock:dead-of-the-host");
        try (GenesysSimulator genesys = GenesysSimulator.builder().start();
                DefaultCamelContext host = new DefaultCamelContext()) {
            Map<String, String> settings = Gateway.asking(genesys, folder);
            settings.put("gcx.routes.dir", routes.toString());
            host.getCamelContextExtension().setErrorHandlerFactory(ofTheHost);

            host.addRoutes(GcxCache.routes(GcxSettings.of(settings)));
            host.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:of-the-host").throwException(new IllegalStateException("failed"));
                }
            });
            host.start();
            host.createProducerTemplate().send("direct:of-the-host", exchange -> {});

            assertThat(host.getCamelContextExtension().getErrorHandlerFactory()).isSameAs(ofTheHost);
            assertThat(host.getEndpoint("mock:dead-of-the-host", MockEndpoint.class)
                            .getReceivedCounter())
                    .isEqualTo(1);
            assertThat(host.getEndpoint("mock:dead", MockEndpoint.class).getReceivedCounter())
                    .isZero();
        }
    }

    private void add(String name, String yaml) throws IOException {
        Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
    }

    private Gateway gateway() throws Exception {
        Gateway gateway = Gateway.start(folder, Map.of("gcx.routes.dir", routes.toString()));
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (String name : MOCKS) {
                    from("direct:" + name).to("mock:" + name);
                }
            }
        });
        return gateway;
    }

    private static String failing(String name) {
        return FAILING_ROUTE.formatted(name, name);
    }

    private static Exchange ask(Gateway gateway, String route) {
        return gateway.template().send(route, exchange -> {});
    }

    private static MockEndpoint mock(Gateway gateway, String name) {
        return gateway.camel.getEndpoint("mock:" + name, MockEndpoint.class);
    }
}
