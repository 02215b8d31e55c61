package io.gcxcache.api;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.AskRoutes;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.Kind;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ReportResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.context.GcxHeaders;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/**
 * The door of Genesys's own paths: {@code direct:gcx-api}. What is written there is neither traced nor part of a message
 * history, whatever the host does.
 */
public final class ApiRoutes extends RouteBuilder {
    private static final String API = "/api/v2";

    private final Requests requests;
    private final Budgets budgets;
    private final SinglePages singles;
    private final ListPages pages;

    /** @param wholeUpTo the most entries of a list that is read whole because one of its later pages is asked for */
    public ApiRoutes(
            LiveCatalogue catalogue,
            EntryStore store,
            Snapshots snapshots,
            long wholeUpTo,
            Budgets budgets,
            InstantSource steady) {
        this.requests = new Requests(catalogue, steady);
        this.budgets = budgets;
        this.singles = new SinglePages(store, budgets, steady);
        this.pages = new ListPages(store, snapshots, wholeUpTo, singles, steady);
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        getContext().getRegistry().bind("gcxObject", new PageFetch(singles));

        from("direct:gcx-api").routeId("gcx-api").streamCache(false).trace(false).messageHistory(false)
                .process(this::find).id("find-resource")
                .choice().id("posted-or-read")
                        .when(header(GcxHeaders.RUN_ID).isNotNull())
                                .to("direct:gcx-poll-run?block=false").id("poll-run")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange) == null)
                                .to("direct:gcx-pass?block=false").id("pass-on")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).resource() instanceof ReportResource)
                                .to("direct:gcx-run-report?block=false").id("run-report")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).resource().declaration().kind() == Kind.JOB)
                                .to("direct:gcx-share-job?block=false").id("share-job")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).resource() instanceof Resource.Posted)
                                .to("direct:gcx-read-query?block=false").id("read-posted")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).isAboutRun())
                                .to("direct:gcx-follow-job?block=false").id("follow-job-of-client")
                        .endChoice()
                        .otherwise()
                                .to(AskRoutes.ASK).id("ask-for-it-or-its-list")
                .end()
                // Not within the choice: every pipeline that a hit comes out of copies its message.
                .filter(ApiRoutes::isNotInList).id("if-not-in-list")
                        .process(pages::nameAlone).id("page-alone")
                        .to(AskRoutes.ASK).id("ask-for-page-alone")
                .end()
                .filter(ApiRoutes::isNotForAll).id("if-not-for-all")
                        .to("direct:gcx-pass?block=false").id("pass-on-what-is-declared")
                .end();
    }
    // spotless:on

    private static boolean bypasses(Exchange exchange) {
        Consumer consumer = exchange.getProperty(Consumer.PROPERTY, Consumer.class);
        return consumer != null && consumer.cache() == Consumer.CacheUse.BYPASS;
    }

    private static boolean isNotInList(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        return ask != null && ask.cut() != null && !ask.isHeld();
    }

    private static boolean isNotForAll(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        return ask != null && ask.isToBePassedOn();
    }

    private void find(Exchange exchange) {
        Message message = exchange.getMessage();
        Optional<Requests.Asked> declared = requests.read(
                message.getHeader(Exchange.HTTP_METHOD, "GET", String.class),
                API + message.getHeader(Exchange.HTTP_PATH, "", String.class),
                message.getHeader(Exchange.HTTP_RAW_QUERY, String.class));
        message.removeHeader(GcxHeaders.RUN_ID);
        Requests.Asked asked = declared.orElse(null);
        if (asked == null || bypasses(exchange)) {
            Ask.nothing(exchange);
            return;
        }
        Resource resource = asked.found().resource();
        if (resource instanceof ReportResource && asked.found().run().isPresent()) {
            message.setHeader(GcxHeaders.RUN_ID, asked.found().run().get());
            return;
        }
        Ask ask = Ask.at(exchange, asked.found());
        if (message.getHeader(GcxHeaders.ONLY_IF_CACHED) != null) {
            ask.onlyIfCached();
        }
        if (resource instanceof Resource.Posted) {
            ask.ofQuery(asked.query());
        } else if (resource instanceof ListResource list) {
            pages.name(exchange, list, asked);
        } else {
            singles.name(exchange, asked.query());
        }
    }
}
