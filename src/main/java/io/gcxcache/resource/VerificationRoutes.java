package io.gcxcache.resource;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * {@code direct:gcx-verify}: whether what is cached is still what upstream has, by one conditional fetch. Only a list that
 * has changed is read to its end, and takes the entry's place.
 */
final class VerificationRoutes extends RouteBuilder {
    private final Verification verification;
    private final Judge judge;
    private final AwaitFlight await;

    VerificationRoutes(Map<String, QuestionStep> questions, Judge judge, AwaitFlight await) {
        this.verification = new Verification(questions);
        this.judge = judge;
        this.await = await;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-verify").routeId("gcx-verify")
                .process(verification::ask).id("verify-question")
                .to("caffeine-cache:gcx?action=GET").id("verify-look-up")
                .process(judge).id("verify-judge")
                .filter(exchange -> Verdict.of(exchange).isHit()).id("verify-if-cached")
                        .process(verification::hold).id("verify-hold")
                        .to("direct:gcx-board").id("verify-join-or-lead")
                        .process(await).id("verify-await")
                .end()
                .process(verification::tell).id("verify-tell")
                .marshal().json(JsonLibrary.Jackson).id("verify-json");
    }
    // spotless:on
}
