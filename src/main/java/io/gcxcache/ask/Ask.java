package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Template;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.caffeine.CaffeineConstants;

/**
 * What an exchange asks for, and how far its answer is: the one property that the steps from a door to the reply share.
 *
 * <p>Belongs to one exchange, whose steps follow each other. A refresh behind it goes on with an ask of its own, see
 * {@link #fork}.
 */
public final class Ask {
    /** The property of an exchange whose answers are to be fetched anew. */
    public static final String ANEW = "GcxAnew";

    private static final String PROPERTY = "GcxAsk";

    /** The longest key that holds its query string. */
    private static final int LONGEST_KEY = 512;

    /** Real-time answers serve nobody who asks when they are older. */
    private static final Duration LONGEST_LIVE = Duration.ofSeconds(60);

    private static final String PAGE = "direct:gcx-fetch-page?block=false";

    private final Resource resource;
    private final String id;
    private final UnaryOperator<String> ids;
    private final boolean addressed;
    private Instant came;
    private String query;
    private Duration live;
    private boolean page;
    private long reach = Question.WHOLE;
    private Cut cut;
    private boolean noList;
    private boolean notForAll;
    private boolean late;
    private boolean again;
    private boolean ofSet;
    private CacheEntry snapshot;
    private Question question;
    private PostedQuery posted;
    private Verdict verdict;
    private Flight flight;
    private boolean onlyIfCached;
    private boolean anew;
    private CacheEntry held;
    private Instant fillStarted;
    private long generation;
    private Backing.Boarding boarding;
    private boolean mayStore;
    private boolean provisional;

    private Ask(Resource resource, String id, UnaryOperator<String> ids, boolean addressed) {
        this.resource = resource;
        this.id = id;
        this.ids = ids;
        this.addressed = addressed;
    }

    /**
     * Makes the exchange ask for a resource.
     *
     * @param id which one of its things; does not count if the resource is one thing
     * @throws Problem (400) if it needs an id and this is none
     */
    public static Ask about(Exchange exchange, Resource resource, String id) {
        Declaration declaration = resource.declaration();
        requireId(declaration, id);
        Ask ask = new Ask(resource, declaration.hasId() ? id : declaration.name(), gap -> id, false);
        ask.anew = exchange.getProperty(ANEW) != null;
        exchange.setProperty(PROPERTY, ask);
        return ask;
    }

    private static void requireId(Declaration declaration, String id) {
        if (declaration.hasId() && !Question.isId(id)) {
            throw Problem.badRequest((id == null
                            ? declaration.name() + " is asked for with an id, which"
                            : "The id of a " + declaration.name())
                    + " has 1 to 128 characters out of A-Z a-z 0-9 . _ ~ - and is neither . nor ..");
        }
    }

    /**
     * Makes the exchange ask for what is at one of Genesys's own paths.
     *
     * @throws Problem (400) if it is posted, since that has the key of its short address, and this has no such id
     */
    public static Ask at(Exchange exchange, Addressed found) {
        Declaration declaration = found.resource().declaration();
        String id = declaration.hasId()
                ? declaration.path().gaps().stream().map(found.ids()::get).collect(Collectors.joining("-"))
                : declaration.name();
        if (found.resource() instanceof Resource.Posted) {
            requireId(declaration, id);
        }
        Ask ask = new Ask(found.resource(), id, found.ids()::get, true);
        ask.anew = exchange.getProperty(ANEW) != null;
        exchange.setProperty(PROPERTY, ask);
        return ask;
    }

    /** Forgets what the exchange asked before. */
    public static void nothing(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    /** The ask of an exchange, or null. */
    public static Ask of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Ask.class);
    }

    /**
     * The ask for which an exchange fetches.
     *
     * @throws IllegalStateException if there is none: somebody's own route was asked for what only a declaration's may do
     */
    public static Ask fetching(Exchange exchange) {
        Ask ask = of(exchange);
        if (ask == null) {
            throw new IllegalStateException(
                    "Nobody asks for anything that is declared here; the beans gcxList, gcxQuery and gcxJob"
                            + " are for the route that a declaration names as its fetch, when it is asked for");
        }
        return ask;
    }

    /** Gives the refresh that was tapped off an ask of its own, for the same question and flight. */
    static void fork(Exchange tapped) {
        Ask before = of(tapped);
        Ask ask = before.unanswered();
        ask.flight = before.flight;
        ask.held = before.held;
        tapped.setProperty(PROPERTY, ask);
    }

    /** The same ask, as it was before it was looked up. */
    Ask unanswered() {
        Ask ask = new Ask(resource, id, ids, addressed);
        ask.query = query;
        ask.page = page;
        ask.live = live;
        ask.question = question;
        ask.posted = posted;
        return ask;
    }

    /** Makes the exchange ask now what was posted before, as it was meant then. */
    static Ask again(Exchange exchange, Ask before, InstantSource steady) {
        Ask ask = before.unanswered();
        exchange.setProperty(PROPERTY, ask);
        ask.name(exchange, before.question.key(), steady);
        return ask;
    }

    /** What is asked for. */
    public Resource resource() {
        return resource;
    }

    /** The rate limit that asking Genesys for it counts against. */
    public String family() {
        return resource.declaration().family();
    }

    /** Which one of the resource's things, or its name. */
    public String id() {
        return id;
    }

    /** Whether it is asked at one of Genesys's own paths. */
    public boolean isAddressed() {
        return addressed;
    }

    /** Whether it is about a run that was started before. */
    public boolean isAboutRun() {
        return resource.declaration().path().gaps().contains(Polling.RUN);
    }

    /** The path at Genesys. */
    public String path() {
        return resource.declaration().path().fill(ids);
    }

    /** The query string of the call to Genesys, or null. */
    public String query() {
        return query;
    }

    /** How long the answer is fresh, if it changes by the second; else null. */
    public Duration live() {
        return live;
    }

    /** What the keys of all questions about this one begin with, if they go on. */
    String keys() {
        return resource.declaration().key().fill(gap -> id) + ':';
    }

    /** The endpoint that fetches it, for the route that sends there. */
    public String fetch() {
        String endpoint = page && resource instanceof ListResource
                ? PAGE
                : resource.declaration().fetch();
        return endpoint.startsWith("direct:") && !endpoint.contains("?") ? endpoint + "?block=false" : endpoint;
    }

    /** Names the question, from now on asked. */
    public void name(Exchange exchange, InstantSource steady) {
        name(exchange, resource.declaration().key().fill(gap -> id), steady);
    }

    /** Names the question that a query string asks, from now on asked. */
    public void name(Exchange exchange, Parameters.Read read, InstantSource steady) {
        ofQuery(read);
        page = true;
        reach = Question.WHOLE;
        cut = null;
        noList = false;
        snapshot = null;
        name(exchange, keyOfAddress(), steady);
    }

    /**
     * Names the question for a part of a list, from now on asked. The list has the key of its short address, if it has one.
     *
     * @param filters its query string, without what denotes a page
     * @param reach of a list that has more entries its beginning is enough
     */
    public void name(Exchange exchange, Parameters.Read filters, long reach, Cut cut, InstantSource steady) {
        ofQuery(filters);
        this.reach = reach;
        this.cut = cut;
        Template address = resource.declaration().key();
        boolean hasShortAddress =
                query == null && (address.gaps().isEmpty() || address.gaps().size() == 1 && Question.isId(id));
        name(exchange, hasShortAddress ? address.fill(gap -> id) : keyOfAddress(), steady);
    }

    private String keyOfAddress() {
        return keyOf(query);
    }

    /**
     * The key of what is at the same path with another query string.
     *
     * @param query in its canonical form, or null
     */
    public String keyOf(String query) {
        String method = Declaration.API_KEYS + resource.declaration().kind().method() + ':';
        String path = path();
        String whole = query == null || query.isEmpty() ? method + path : method + path + '?' + query;
        if (whole.length() <= LONGEST_KEY) {
            return whole;
        }
        // Neither a path nor a query string has a hash sign of its own.
        String hashed = method + path + "?#" + fingerprint(String.valueOf(query));
        return hashed.length() <= LONGEST_KEY ? hashed : method + '#' + fingerprint(whole);
    }

    /** Takes up the query string of what is posted, which is a part of the question. */
    public void ofQuery(Parameters.Read read) {
        query = read.canonical().isEmpty() ? null : read.canonical();
        live = read.live();
    }

    private static String fingerprint(String query) {
        return Body.fingerprint(query.getBytes(StandardCharsets.UTF_8));
    }

    /** @param suffix what a posted query adds to the key */
    public void name(Exchange exchange, PostedQuery query, String suffix, InstantSource steady) {
        posted = query;
        String parameters = this.query == null ? "" : ":#" + fingerprint(this.query);
        name(exchange, resource.declaration().key().fill(gap -> id) + suffix + parameters, steady);
    }

    private void name(Exchange exchange, String key, InstantSource steady) {
        Instant now = steady.instant();
        Duration boardsFor = longestAge(now);
        Instant earliestFill = anew ? now : posted == null ? null : posted.earliestFill();
        ask(
                exchange,
                new Question(resource, id, key, Directive.FRESH, now, boardsFor, earliestFill, reach, live != null));
    }

    /** The age from which the answer serves nobody who asks then; null if there is no such bound. */
    public Duration longestAge(Instant fillStarted) {
        if (posted != null) {
            return posted.longestAge(fillStarted);
        }
        return live == null ? null : LONGEST_LIVE;
    }

    /** How long an answer is fresh at most, as it is declared and set now, in milliseconds. */
    long longestTtl() {
        if (posted != null && posted.ttl() != null) {
            return posted.ttl().toMillis();
        }
        return resource instanceof ListResource list ? 1000 * list.ttls().seconds(id) : Long.MAX_VALUE;
    }

    /** Of what was fetched when its TTL or window was longer: what is set shorter holds at once. */
    Lifetime lifetime(CacheEntry entry) {
        return Lifetime.of(entry, longestTtl(), resource.declaration().staleWindow());
    }

    /** When it was first asked, by the steady clock; null if it has no question yet. */
    Instant came() {
        return came;
    }

    /** Of a list that has more entries its beginning is what is asked for. */
    long reach() {
        return reach;
    }

    /** The part of the answer that is asked for; null if that is all of it. */
    public Cut cut() {
        return cut;
    }

    /** Genesys answers, but not with a list that can be read. */
    void isNoList() {
        noList = true;
    }

    /** @param late whether something was written between the beginning of its flight and its boarding */
    void isLate(boolean late) {
        this.late = late;
    }

    /** What was asked for was not there; answers whether it may have been made before it was asked for. */
    boolean isNotThereYet() {
        again = late;
        late = false;
        return again;
    }

    /** Whether its flight began too early to know. */
    boolean isToAskAgain() {
        return again;
    }

    /** Genesys answers, but whoever asks has to ask it himself. */
    void isNotForAll() {
        notForAll = true;
    }

    /** Whether it is to be passed on, since Genesys answers each who asks by himself. */
    public boolean isToBePassedOn() {
        return notForAll;
    }

    /** Whether nothing came, and whoever asks does not wait for it. */
    boolean isUnanswered() {
        return verdict.entry() == null && !noList && !notForAll;
    }

    /** Whether what came has what is asked for: of a long list, a page may have to be asked for by itself. */
    public boolean isHeld() {
        return verdict.entry() != null && (cut == null || cut.isIn(verdict.entry()));
    }

    /** Whether it can be told at once. */
    boolean isAtHand() {
        return verdict.entry() != null && (cut == null || cut.isMade(verdict.entry()));
    }

    /** Wants the answer out of an entry that is not kept any more, if that is still good. */
    public void snapshot(CacheEntry earlier) {
        snapshot = earlier;
    }

    CacheEntry snapshot() {
        return snapshot;
    }

    /** Makes this the question. */
    void ask(Exchange exchange, Question asked) {
        question = asked;
        came = came == null ? asked.asked() : came;
        Message message = exchange.getMessage();
        message.setHeader(CaffeineConstants.KEY, asked.key());
        // These win over what the route says, and a host may have left them.
        message.removeHeader(CaffeineConstants.ACTION);
        message.removeHeader(CaffeineConstants.VALUE);
    }

    /** What was filled before a moment is no answer to the question. */
    public void notFilledBefore(Instant earliest) {
        question = question.notFilledBefore(earliest);
    }

    /** What is an answer to the question depends on other pages of a set, too. */
    public void isPageOfSet() {
        ofSet = true;
    }

    /** Whether the next one who asks so is answered by what is kept under the key, and by nothing else. */
    boolean isToldAgain() {
        return posted == null && snapshot == null && !anew && !onlyIfCached && !ofSet && !isAboutRun();
    }

    /** The question, once it has a key. */
    public Question question() {
        return question;
    }

    /** What was posted, or null. */
    public PostedQuery posted() {
        return posted;
    }

    Verdict verdict() {
        return verdict;
    }

    void judged(Verdict come) {
        verdict = come;
    }

    /** The flight that the exchange waits for or flies, or null. */
    public Flight flight() {
        return flight;
    }

    void board(Flight boarded) {
        flight = boarded;
    }

    /** Whether Genesys is not to be asked (RFC 9111, section 5.2.1.7). */
    boolean isOnlyIfCached() {
        return onlyIfCached;
    }

    public void onlyIfCached() {
        onlyIfCached = true;
    }

    /** The entry that is to be verified, or null. */
    CacheEntry held() {
        return held;
    }

    void hold(CacheEntry entry) {
        held = entry;
    }

    /** @param invalidations how many there had been */
    void beginFill(Instant now, long invalidations) {
        fillStarted = now;
        generation = invalidations;
    }

    /** When the fill began, by the steady clock. */
    public Instant fillStarted() {
        return fillStarted;
    }

    /** How many invalidations there had been then. */
    public long generation() {
        return generation;
    }

    boolean mayStore() {
        return mayStore;
    }

    /** What was found beyond this process before Genesys is asked. */
    void boards(Backing.Boarding boarding) {
        this.boarding = boarding;
    }

    Backing.Boarding boarding() {
        return boarding;
    }

    void mayStore(boolean allowed) {
        mayStore = allowed;
    }

    /** Whether upstream says of the answer that it does not have all the data yet. */
    boolean isProvisional() {
        return provisional;
    }

    void provisional(boolean told) {
        provisional = told;
    }
}
