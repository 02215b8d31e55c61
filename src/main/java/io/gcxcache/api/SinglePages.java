package io.gcxcache.api;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Question;
import io.gcxcache.budget.Budget;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.Kind;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.catalogue.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Pages that are kept one by one: those of one set (the same question but for the page) are of one age, and a page that names
 * the next by a cursor is served while that one is there, or Genesys still knows the cursor.
 */
final class SinglePages {
    /** How long Genesys is trusted to know a cursor. */
    static final Duration CURSOR_LIFE = Duration.ofSeconds(60);

    private static final String NUMBER = "pageNumber";
    private static final Set<String> CURSORS = Set.of("cursor", "after", "before", "nextPage");

    private final EntryStore store;
    private final PageSets sets;
    private final PageChains chains;
    private final Budgets budgets;
    private final InstantSource steady;

    SinglePages(EntryStore store, Budgets budgets, InstantSource steady) {
        this.store = store;
        this.sets = new PageSets(store, steady);
        this.chains = new PageChains(store, steady);
        this.budgets = budgets;
        this.steady = steady;
    }

    /** Asks for a page, or for one thing, by itself. */
    void name(Exchange exchange, Parameters.Read read) {
        Ask ask = Ask.of(exchange);
        ask.name(exchange, read, steady);
        if (!isPage(ask.resource())) {
            return;
        }
        ask.isPageOfSet();
        CacheEntry kept = store.lookUp(ask.question().key());
        PageChains.Link link = chains.of(ask.question().key()).orElse(null);
        if (kept != null && link != null && goesOn(link, kept)) {
            ask.snapshot(kept);
            return;
        }
        PageSets.Life life = sets.served(set(ask, link));
        if (life == null) {
            return;
        }
        Instant earliest = life.since();
        Instant knownSince = steady.instant().minus(CURSOR_LIFE);
        if (kept != null
                && link != null
                && link.isFirst()
                && kept.fillStarted().isBefore(knownSince)
                && !chains.holds(link, life)) {
            earliest = knownSince;
        }
        // What belongs to an earlier set is better than nothing.
        if (kept == null
                || !kept.fillStarted().isBefore(earliest)
                || budgets.mode(ask.question().declaration().family()) != Budget.Mode.BLOCKED) {
            ask.notFilledBefore(earliest);
        }
    }

    /** Whether who asks has been given a page of a chain that was replaced a short time ago. */
    private boolean goesOn(PageChains.Link link, CacheEntry kept) {
        PageSets.Life life = sets.served(link.set());
        return link.named()
                && life != null
                && !link.isOf(life)
                && !kept.fillStarted().isBefore(link.began())
                && life.at(steady.instant()).compareTo(CURSOR_LIFE) < 0;
    }

    /** The life to which the page will belong; null if it is none. */
    PageSets.Life join(Ask ask) {
        return isPage(ask.resource()) ? sets.join(set(ask), fill(ask), ttl(ask)) : null;
    }

    /**
     * The life to which a page belongs that has come.
     *
     * @param joined as its fill began
     * @param nextQuery the query string of the page that it names, or null
     * @return empty if it belongs to none any more
     */
    Optional<PageSets.Life> landed(Ask ask, PageSets.Life joined, long total, String nextQuery) {
        String set = set(ask);
        Optional<PageSets.Life> life = sets.landed(set, fill(ask), joined, total);
        String next = nextQuery == null ? null : keyOfNext(ask, nextQuery);
        life.ifPresent(of -> chains.landed(ask.question().key(), set, of, next));
        return life;
    }

    /** How long it is fresh from the beginning of its life on. */
    static Duration ttl(Ask ask) {
        Duration declared = ask.live() == null ? ((Resource.Read) ask.resource()).ttl(ask.id()) : ask.live();
        Duration longest = ask.longestAge(ask.fillStarted());
        return longest == null || declared.compareTo(longest) < 0 ? declared : longest;
    }

    private static boolean isPage(Resource resource) {
        return resource.declaration().kind() != Kind.OBJECT;
    }

    private static PageSets.Fill fill(Ask ask) {
        Question question = ask.question();
        return new PageSets.Fill(question.key(), question.tags(), ask.fillStarted(), ask.generation(), ask.flight());
    }

    private String set(Ask ask) {
        return set(ask, chains.of(ask.question().key()).orElse(null));
    }

    /** @param link how the page was named, or null */
    private String set(Ask ask, PageChains.Link link) {
        return link != null && link.isOf(sets.served(link.set())) ? link.set() : ask.keyOf(withoutPage(ask.query()));
    }

    /** The key of whoever asks for what a page names with a cursor; else null. */
    private static String keyOfNext(Ask ask, String query) {
        Parameters.Read read;
        try {
            read = ((Resource.Read) ask.resource()).parameters().read(query);
        } catch (IllegalArgumentException e) {
            // Nobody can ask for it here.
            return null;
        }
        String canonical = ask.resource() instanceof ListResource
                ? AskedPage.of(read).page().canonical()
                : read.canonical();
        boolean byCursor =
                Arrays.stream(canonical.split("&")).map(SinglePages::name).anyMatch(CURSORS::contains);
        return byCursor ? ask.keyOf(canonical) : null;
    }

    private static String withoutPage(String query) {
        return query == null
                ? null
                : Arrays.stream(query.split("&"))
                        .filter(pair -> !name(pair).equals(NUMBER) && !CURSORS.contains(name(pair)))
                        .collect(Collectors.joining("&"));
    }

    private static String name(String pair) {
        return pair.split("=", 2)[0];
    }
}
