package io.gcxcache.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.ListedEntry;
import io.gcxcache.budget.Budget;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.ApiPath;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ReadResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.TtlRules;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Tells how a question would be read, without asking it: nothing is called, counted or cached. */
final class Explanations {
    private static final String QUERY = "query";
    private static final String REPORT = "report";
    private static final String PATH = "path";
    private static final String BODY = "body";

    /** What may be said beside the query, and by which header a reader is told. */
    private static final Map<String, String> SAID = Map.of(
            "locale", GcxHeaders.LOCALE,
            "timeZone", GcxHeaders.TIME_ZONE,
            "reportVersion", GcxHeaders.REPORT_VERSION);

    private static final String FORM = "the body names one of query (a declared query or job), report (an id) and path"
            + " (that of a declaration, at Genesys), for what is posted its body, and perhaps locale, timeZone and"
            + " reportVersion";

    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Budgets budgets;
    private final Supplier<ReportSettings> settings;
    private final Services services;

    Explanations(
            LiveCatalogue catalogue,
            EntryStore store,
            Budgets budgets,
            Supplier<ReportSettings> settings,
            Services services) {
        this.catalogue = catalogue;
        this.store = store;
        this.budgets = budgets;
        this.settings = settings;
        this.services = services;
    }

    /** Turns what is to be explained into its explanation. */
    Explanation explain(Exchange exchange) {
        ObjectNode asked = read(exchange.getMessage().getBody(byte[].class));
        Ask ask = about(exchange, asked);
        String canonical = null;
        if (ask.resource() instanceof Resource.Posted posted) {
            say(asked, exchange.getMessage());
            canonical = new QueryReader(
                            posted.reading(),
                            settings.get().liveSkew(),
                            rule -> {},
                            services.clock(),
                            services.steady())
                    .read(exchange);
        } else if (ask.isAddressed()) {
            ask.name(exchange, ask.resource().parameters().read(null), services.steady());
        } else {
            ask.name(exchange, services.steady());
        }
        AskedQuery query = (AskedQuery) ask.posted();
        CacheEntry kept = store.lookUp(ask.question().key());
        Budget budget = budgets.budget(ask.resource().declaration().family());
        return new Explanation(
                ask.resource().declaration().where(),
                ask.question().key(),
                canonical,
                query == null ? null : Spelled.of(query),
                query == null ? Ttl.of(ask) : Ttl.of(query.rule()),
                kept == null
                        ? null
                        : ListedEntry.of(kept, ask, services.steady().millis()),
                new Left(
                        budget.family(),
                        budgets.mode(budget.family()),
                        budgets.fields(budget.family()).rateLimit()));
    }

    private static ObjectNode read(byte[] body) {
        try {
            if (CanonicalJson.read(body == null ? new byte[0] : body) instanceof ObjectNode asked) {
                List<String> allowed = List.of(QUERY, REPORT, PATH, BODY, "locale", "timeZone", "reportVersion");
                for (Map.Entry<String, JsonNode> field : asked.properties()) {
                    boolean isText =
                            field.getValue().isTextual() || field.getKey().equals(BODY);
                    if (!allowed.contains(field.getKey()) || !isText) {
                        throw new IllegalArgumentException(field.getKey() + " is not allowed or no text");
                    }
                }
                return asked;
            }
            throw new IllegalArgumentException("it is not an object");
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("Nothing to explain: " + e.getMessage() + "; " + FORM);
        }
    }

    private Ask about(Exchange exchange, ObjectNode asked) {
        long named = List.of(QUERY, REPORT, PATH).stream().filter(asked::has).count();
        if (named != 1) {
            throw Problem.badRequest("Nothing to explain: " + FORM);
        }
        if (asked.has(QUERY)) {
            return Ask.about(
                    exchange,
                    catalogue
                            .current()
                            .query(asked.get(QUERY).textValue())
                            .orElseThrow(() -> Problem.notFound("No query of this name is declared")),
                    null);
        }
        if (asked.has(REPORT)) {
            return Ask.about(
                    exchange,
                    catalogue.current().report().orElseThrow(() -> Problem.notFound("No report is declared")),
                    asked.get(REPORT).textValue());
        }
        String path = asked.get(PATH).textValue();
        for (Resource resource : catalogue.current().all()) {
            Optional<String> id = resource.declaration().path().filledBy(path);
            if (id.isPresent() && !(resource instanceof ReadResource)) {
                return Ask.about(exchange, resource, id.get());
            }
        }
        return addressed(path)
                .map(found -> Ask.at(exchange, found))
                .orElseThrow(() -> Problem.notFound("No declaration has this path"));
    }

    /** What has no short address. */
    private Optional<Addressed> addressed(String path) {
        try {
            return catalogue
                    .current()
                    .at("GET", ApiPath.of(path))
                    .filter(found -> found.resource() instanceof ReadResource);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Hands the reader of posted queries what it is told by a client elsewhere. */
    private static void say(ObjectNode asked, Message message) {
        SAID.forEach((field, header) -> {
            if (asked.has(field)) {
                message.setHeader(header, asked.get(field).textValue());
            }
        });
        JsonNode body = asked.get(BODY);
        message.setBody(body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * How a question would be read.
     *
     * @param resource the declaration that answers it
     * @param canonical what the key's hash is of, or null
     * @param spelling how the time of a posted query is spelled in it
     * @param ttl how long an answer is fresh
     * @param entry what is cached, or null
     * @param budget what Genesys may still be asked
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Explanation(
            String resource, String key, String canonical, Spelled spelling, Ttl ttl, ListedEntry entry, Left budget) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Spelled(String rule, String why, String from, String to, String interval) {
        static Spelled of(AskedQuery query) {
            Spelling spelling = query.spelling();
            return new Spelled(
                    spelling.rule().word(), spelling.rule().why(), spelling.from(), spelling.to(), query.interval());
        }
    }

    /** @param rule the rule that fits, as it is written; null if there is none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ttl(String rule, long seconds) {
        static Ttl of(TtlRules.Rule rule) {
            return new Ttl(rule.text(), rule.ttl().toSeconds());
        }

        static Ttl of(Ask ask) {
            return new Ttl(null, ((Resource.Read) ask.resource()).ttl(ask.id()).toSeconds());
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Left(String family, Budget.Mode mode, String rateLimit) {}
}
