package io.gcxcache.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.upstream.Problem;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;

/** The steps that find out whether what is cached is still what upstream has. */
final class Verification {
    /** The header that says which resource is meant; directories unless set. */
    static final String RESOURCE = "GcxResource";

    private static final String HELD = "GcxVerifiedEntry";
    private static final String DIRECTORY = "directory";

    private final Map<String, QuestionStep> questions;

    /** @param questions how each resource makes its questions, by its name */
    Verification(Map<String, QuestionStep> questions) {
        this.questions = questions;
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

    /** The entry that a question is about, as long as it is the exchange's question. */
    private record Held(Question question, CacheEntry entry) {}

    /** The entry that an exchange verifies, or null. */
    static CacheEntry held(Exchange exchange) {
        Held held = exchange.getProperty(HELD, Held.class);
        return held == null || held.question() != Question.of(exchange) ? null : held.entry();
    }

    /** Makes the exchange a question for the resource that is named. */
    void ask(Exchange exchange) {
        String name = exchange.getMessage().getHeader(RESOURCE, DIRECTORY, String.class);
        QuestionStep question = questions.get(name);
        if (question == null) {
            throw Problem.notFound("No resource of this name is declared in routes/");
        }
        question.process(exchange);
    }

    /** Makes it the question whether the entry that was found still holds. */
    void hold(Exchange exchange) {
        Question question = Question.of(exchange).overwriting();
        exchange.setProperty(Question.PROPERTY, question);
        exchange.setProperty(HELD, new Held(question, Verdict.of(exchange).entry()));
    }

    void tell(Exchange exchange) {
        CacheEntry held = held(exchange);
        CacheEntry now = Verdict.of(exchange).entry();
        Outcome outcome = held == null ? Outcome.NOT_CACHED : now == held ? Outcome.UNCHANGED : Outcome.REFRESHED;
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setBody(new Told(outcome));
    }
}
