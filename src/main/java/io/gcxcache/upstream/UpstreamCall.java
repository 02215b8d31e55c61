package io.gcxcache.upstream;

import io.gcxcache.budget.Budgets;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.metrics.Usage;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * One question to Genesys on its way to an answer: what is asked, and how the tries went so far.
 *
 * <p>Belongs to one exchange; its steps follow each other, so nothing here is shared between threads at a time.
 */
final class UpstreamCall {
    static final String PROPERTY = "GcxUpstreamCall";

    /** Genesys's own clients give up after 16 s at the earliest. */
    private static final Duration LONGEST_OF_RELAYED = Duration.ofSeconds(12);

    private final String method;
    private final String path;
    private final String query;
    private final String family;
    private final String scope;
    private final Object body;
    private final Object contentType;
    private final Object ifModifiedSince;
    private final Object ifNoneMatch;
    private final Object locale;
    private final boolean mayBeEmpty;
    private final boolean ofSeries;
    private final Relay relay;
    private final boolean write;

    private int failures;
    private boolean tokenRenewed;
    private boolean answered;
    private boolean reached;
    private Budgets.Grant grant = Budgets.Grant.NONE;
    private boolean patient;
    private Duration backoff = Duration.ZERO;
    private Duration wait = Duration.ZERO;
    private Duration waitedForBudget = Duration.ZERO;
    private Duration waitedForPermit = Duration.ZERO;
    private String token;
    private Exception failure;
    private Usage.Place place;
    private boolean heldBack;

    private UpstreamCall(Message question, Caller caller, boolean ofSeries, Relay relay) {
        this.ofSeries = ofSeries;
        this.relay = relay;
        method = question.getHeader(GcxHeaders.METHOD, "GET", String.class);
        path = question.getHeader(GcxHeaders.PATH, String.class);
        query = question.getHeader(GcxHeaders.QUERY, String.class);
        family = question.getHeader(GcxHeaders.FAMILY, Budgets.OTHER, String.class);
        scope = question.getHeader(GcxHeaders.SCOPE, String.class);
        body = question.getBody();
        contentType = question.getHeader(Exchange.CONTENT_TYPE);
        ifModifiedSince = question.getHeader("If-Modified-Since");
        ifNoneMatch = question.getHeader("If-None-Match");
        locale = question.getHeader(GcxHeaders.LOCALE);
        mayBeEmpty = question.getHeader(GcxHeaders.MAY_BE_EMPTY, !method.equals("GET"), Boolean.class);
        if (path == null || !path.startsWith("/") || path.startsWith("//")) {
            throw new IllegalArgumentException(
                    "Header " + GcxHeaders.PATH + " names the path to ask Genesys for, from its first slash: " + path);
        }
        // What is asked for a flight is declared to be read.
        write = caller == null && Write.is(method, path);
    }

    static void open(Exchange exchange) {
        UpstreamCall call = new UpstreamCall(
                exchange.getMessage(), Caller.of(exchange), Series.of(exchange) != null, Relay.take(exchange));
        exchange.setProperty(PROPERTY, call);
        if (call.write) {
            exchange.setProperty(Write.PROPERTY, new Write(call.method, call.path, call.family));
        }
    }

    static UpstreamCall of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, UpstreamCall.class);
    }

    String family() {
        return family;
    }

    String scope() {
        return scope;
    }

    String describe() {
        return method + ' ' + path;
    }

    /** Whether its answer is passed on, whatever it is, to who asked. */
    boolean isRelayed() {
        return relay != null;
    }

    /** Who sends it; null if it is read here. */
    Relay relay() {
        return relay;
    }

    /** Whether it may be sent again when nobody knows what became of it. */
    boolean isRepeatable() {
        return !write;
    }

    /** Whether it may change something, and so is sent once. */
    boolean isWrite() {
        return write;
    }

    /** Genesys had it, and may have done what it was asked. */
    void reached() {
        reached = true;
    }

    /** Whether it is a write that may have been done. */
    boolean mayHaveWritten() {
        return write && reached;
    }

    /** Whether an answer of this status is what was asked for; never a part of it, since none was asked for. */
    boolean isAnsweredBy(int status) {
        if (relay != null) {
            return status != 401 && status != 429 && !(isRepeatable() && CallRules.mayPass(status));
        }
        return switch (status) {
            case 202, 204, 205 -> mayBeEmpty;
            case 206 -> false;
            case 304 -> ifModifiedSince != null || ifNoneMatch != null;
            default -> status >= 200 && status < 300;
        };
    }

    /** Whether it may start something that only its answer names: that is not to be left for nobody. */
    boolean mayStart() {
        return mayBeEmpty && !method.equals("GET");
    }

    /** Whether the gateway chose what is asked for, and not only what it is asked of: the pages of a walk. */
    boolean isOfTheGatewaysChoice() {
        return ofSeries;
    }

    boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /** What the budget lets this try do once {@link #waitMillis} have passed. */
    Budgets.Grant grant() {
        return grant;
    }

    /** Whether the budget was asked, and what it gave was not used: there was no permit. */
    boolean holdsPlace() {
        return grant == Budgets.Grant.SLOT || grant == Budgets.Grant.PROBE;
    }

    /** Takes what the budget gave: it is good for one try. */
    Budgets.Grant useGrant() {
        Budgets.Grant used = grant;
        grant = Budgets.Grant.NONE;
        return used;
    }

    /** Counts a try that failed for a reason that may pass. */
    int failed() {
        return ++failures;
    }

    int failures() {
        return failures;
    }

    /** Waits this long before the next try, beside what the budget asks. */
    void backOff(Duration duration) {
        backoff = duration;
    }

    void waitForPermit(Duration duration) {
        backoff = duration;
        waitedForPermit = waitedForPermit.plus(duration);
    }

    /** Takes up what the budget said of the next try. */
    void waitFor(Budgets.Admission admission) {
        waitedForBudget = waitedForBudget.plus(admission.delay());
        waitFor(admission, false);
    }

    /** Waits until the budget reopens, and asks it again; that is not held against the call. */
    void waitPatiently(Budgets.Admission admission) {
        waitFor(admission, true);
    }

    /** Whether its wait is one that may take long. */
    boolean isPatient() {
        return patient;
    }

    private void waitFor(Budgets.Admission admission, boolean patiently) {
        patient = patiently;
        grant = admission.grant();
        wait = admission.delay().compareTo(backoff) > 0 ? admission.delay() : backoff;
        backoff = Duration.ZERO;
    }

    /** Counts a wait for the login's limit, which is one of the budget. */
    void waitedForLogin(Duration limit) {
        waitedForBudget = waitedForBudget.plus(limit);
    }

    /** Whether a wait for a limit would be too much, with those before. */
    boolean isTooLong(Duration wait, Duration longest) {
        return waitedForBudget.plus(wait).compareTo(bounded(longest)) > 0;
    }

    /** Whether it has waited too long for a permit. */
    boolean hasQueued(Duration longest) {
        return waitedForPermit.compareTo(bounded(longest)) > 0;
    }

    private Duration bounded(Duration longest) {
        return relay != null && longest.compareTo(LONGEST_OF_RELAYED) > 0 ? LONGEST_OF_RELAYED : longest;
    }

    /** Whether it has a place of its consumer's among those that wait. */
    boolean hasPlace() {
        return place != null;
    }

    /** Waits this long for a place to be left, once. */
    void holdBack(Duration duration) {
        heldBack = true;
        waitFor(new Budgets.Admission(duration, Budgets.Grant.NONE), false);
    }

    boolean isHeldBack() {
        return heldBack;
    }

    void take(Usage.Place among) {
        place = among;
    }

    /** It does not wait any more. */
    void leavePlace() {
        if (place != null) {
            place.leave();
            place = null;
        }
    }

    long waitMillis() {
        return wait.toMillis();
    }

    void useToken(String value) {
        token = value;
    }

    String token() {
        return token;
    }

    /** True the first time a token was refused. */
    boolean mayRenewToken() {
        boolean first = !tokenRenewed;
        tokenRenewed = true;
        return first;
    }

    /** How a try ended that brought no answer, or null. */
    void ended(Exception withoutAnswer) {
        failure = withoutAnswer;
    }

    Exception failure() {
        return failure;
    }

    /** Makes the message the HTTP request of one try, and nothing else. */
    void writeRequest(Message request) {
        request.removeHeaders("*");
        request.setHeader(Exchange.HTTP_METHOD, method);
        request.setHeader(Exchange.HTTP_PATH, path);
        request.setHeader("Accept", "application/json");
        request.setHeader("Authorization", "Bearer " + token);
        setIfPresent(request, Exchange.HTTP_QUERY, query);
        setIfPresent(request, Exchange.CONTENT_TYPE, contentType);
        setIfPresent(request, "If-Modified-Since", ifModifiedSince);
        setIfPresent(request, "If-None-Match", ifNoneMatch);
        setIfPresent(request, "Accept-Language", locale);
        request.setBody(method.equals("GET") ? null : body);
    }

    private static void setIfPresent(Message request, String name, Object value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }
}
