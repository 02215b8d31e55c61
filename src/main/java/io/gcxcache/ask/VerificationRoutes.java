package io.gcxcache.ask;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * {@code direct:gcx-verify}: whether what is cached is still what upstream has, by one conditional fetch. Only a list that
 * has changed is read to its end, and takes the entry's place.
 */
final class VerificationRoutes extends RouteBuilder {
    private final Verification verification;
    private final AwaitFlight await;

    VerificationRoutes(Verification verification, AwaitFlight await) {
        this.verification = verification;
        this.await = await;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-verify").routeId("gcx-verify")
                .process(verification::ask).id("ask-to-verify")
                .process(verification::hold).id("hold-what-is-cached")
                .filter(verification::isCached).id("if-cached")
                        .to("direct:gcx-board?block=false").id("join-or-lead-verification")
                        .process(await).id("await-verification")
                .end()
                .process(verification::tell).id("tell-outcome")
                .marshal().json(JsonLibrary.Jackson).id("verification-json");
    }
    // spotless:on
}
