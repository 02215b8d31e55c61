package io.gcxcache.ask;

import com.fasterxml.jackson.annotation.JsonValue;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.time.InstantSource;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps that find out whether what is cached is still what upstream has. */
final class Verification {
    private static final String DIRECTORY = "directory";

    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Judge judge;
    private final InstantSource steady;

    Verification(LiveCatalogue catalogue, EntryStore store, Judge judge, InstantSource steady) {
        this.catalogue = catalogue;
        this.store = store;
        this.judge = judge;
        this.steady = steady;
    }

    /** What a verification came to. */
    enum Outcome {
        UNCHANGED,
        REFRESHED,
        NOT_CACHED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Told(Outcome result) {}

    /** Asks for the list that is named, or else for the directory. */
    void ask(Exchange exchange) {
        Message message = exchange.getMessage();
        // What is told is what came of it, so it is waited for.
        message.removeHeader("Prefer");
        if (message.getHeader(GcxHeaders.LIST_NAME) != null && message.getHeader(GcxHeaders.DIRECTORY_ID) != null) {
            throw Problem.badRequest("A verification is of " + GcxHeaders.DIRECTORY_ID + " or of "
                    + GcxHeaders.LIST_NAME + ", not of both");
        }
        String name = message.getHeader(GcxHeaders.LIST_NAME, DIRECTORY, String.class);
        String id = message.getHeader(name.equals(DIRECTORY) ? GcxHeaders.DIRECTORY_ID : GcxHeaders.ID, String.class);
        ListResource list =
                catalogue.current().list(name).orElseThrow(() -> Problem.notFound("No list of this name is declared"));
        Ask.about(exchange, list, id).name(exchange, steady);
    }

    /** Takes what is cached, if anything is, as what is to be verified. */
    void hold(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        judge.judge(exchange, store.lookUp(ask.question().key()));
        if (ask.verdict().isHit()) {
            ask.ask(exchange, ask.question().overwriting());
            ask.hold(ask.verdict().entry());
        }
    }

    boolean isCached(Exchange exchange) {
        return Ask.of(exchange).held() != null;
    }

    void tell(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        CacheEntry now = ask.verdict().entry();
        Outcome outcome =
                ask.held() == null ? Outcome.NOT_CACHED : now == ask.held() ? Outcome.UNCHANGED : Outcome.REFRESHED;
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setBody(new Told(outcome));
    }
}
