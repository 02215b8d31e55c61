package io.gcxcache.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * A path that a route serves on the gateway's HTTP server: {@code gcx-http:/gcx/runs/{GcxFlightId}?httpMethodRestrict=GET}.
 * Each parameter of the path becomes a message header: decoded, but below {@code /api/v2} as it was sent, to be passed on.
 *
 * <p>Configured while its route is built, then read only. An option with a wrong value fails the start of the route
 * with an {@link IllegalArgumentException} that says what is allowed.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = GcxHttpComponent.SCHEME,
        title = "gcx HTTP",
        syntax = "gcx-http:path",
        category = Category.HTTP,
        consumerOnly = true)
public final class GcxHttpEndpoint extends DefaultEndpoint implements HeaderFilterStrategyAware {
    /** A token of RFC 9110, section 5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final String FRESH = "fresh";
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "QUERY", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern METHOD = Pattern.compile(String.join("|", METHODS));
    private static final Pattern MEDIA_TYPE = Pattern.compile(TOKEN + "/" + TOKEN);
    private static final Pattern MEDIA_TYPE_WITH_PARAMETERS = Pattern.compile(TOKEN + "/" + TOKEN + "( *;[ -~]*)?");

    private static final Map<String, Access> ACCESS = Map.of(
            "anyone",
            Access.ANYONE,
            "data",
            Access.DATA,
            "management",
            Access.MANAGEMENT,
            "observe",
            Access.OBSERVE,
            "token",
            Access.TOKEN,
            "login",
            Access.LOGIN);

    @UriPath(description = "The path; {name} stands for one segment of it")
    private final String path;

    @UriParam(description = "The methods that are served, separated by commas; all unless set")
    private String httpMethodRestrict;

    @UriParam(description = "Whether longer paths are served too; the rest of the path is told in CamelHttpPath")
    private boolean matchOnUriPrefix;

    @UriParam(description = "The media types that a body may have, separated by commas; any unless set")
    private String consumes;

    @UriParam(description = "The Content-Type of replies whose route sets none")
    private String produces;

    @UriParam(
            description = "Which headers and query parameters reach the route, and which headers go out;"
                    + " a short list of names unless set")
    private HeaderFilterStrategy headerFilterStrategy;

    @UriParam(
            description = "Who may ask: anyone, who has a token, or login for whoever gets one;"
                    + " below /api/v2 who has a token unless set, elsewhere anyone")
    private String access;

    @UriParam(
            description =
                    "fresh: what a GET was answered out of the cache is answered again without the route while it is"
                            + " fresh, if the route does nothing else; not set: each request is asked of the route")
    private String replay;

    private List<String> methods = List.of();
    private List<String> consumed = List.of();

    GcxHttpEndpoint(String uri, String path, GcxHttpComponent component) {
        super(uri, component);
        this.path = path;
    }

    public String getPath() {
        return path;
    }

    public String getHttpMethodRestrict() {
        return httpMethodRestrict;
    }

    /** Names in capitals, as methods are case-sensitive. */
    public void setHttpMethodRestrict(String httpMethodRestrict) {
        this.methods = list(httpMethodRestrict, METHOD, String.join(", ", METHODS) + ", separated by commas");
        this.httpMethodRestrict = httpMethodRestrict;
    }

    public boolean isMatchOnUriPrefix() {
        return matchOnUriPrefix;
    }

    /** Whole segments: {@code /gw} is a prefix of {@code /gw/a}, not of {@code /gw2}. */
    public void setMatchOnUriPrefix(boolean matchOnUriPrefix) {
        this.matchOnUriPrefix = matchOnUriPrefix;
    }

    public String getConsumes() {
        return consumes;
    }

    /** A POST, PUT, PATCH or QUERY of another type is answered 415, before its body is read. */
    public void setConsumes(String consumes) {
        this.consumed = list(consumes, MEDIA_TYPE, "media types, separated by commas");
        this.consumes = consumes;
    }

    public String getProduces() {
        return produces;
    }

    public void setProduces(String produces) {
        if (!MEDIA_TYPE_WITH_PARAMETERS.matcher(produces).matches()) {
            throw new IllegalArgumentException("'" + produces + "' is no media type");
        }
        this.produces = produces;
    }

    @Override
    public HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    /**
     * Replaces the short lists. Headers of Camel ({@code Camel…}) and of the gateway's routes ({@code Gcx…}, not
     * {@code GCX-…}) pass neither way, whatever the strategy says; a header of the request is not echoed.
     */
    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }

    public String getAccess() {
        return access;
    }

    public void setAccess(String access) {
        if (!ACCESS.containsKey(access)) {
            throw new IllegalArgumentException(
                    "'" + access + "': allowed are anyone, data, login, management, observe and token");
        }
        this.access = access;
    }

    public String getReplay() {
        return replay;
    }

    public void setReplay(String replay) {
        if (!FRESH.equals(replay)) {
            throw new IllegalArgumentException("'" + replay + "': allowed is fresh, or nothing");
        }
        this.replay = replay;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "Nothing can be sent to " + getEndpointUri() + ": it only serves requests");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        EventLoopConsumer consumer = new EventLoopConsumer(this, processor, (GcxHttpComponent) getComponent());
        configureConsumer(consumer);
        return consumer;
    }

    /**
     * Whether both serve the very same path with one of the same methods, which nobody could tell apart.
     *
     * @throws IllegalArgumentException if a path cannot be served
     */
    public boolean servesTheSameAs(GcxHttpEndpoint other) {
        return pattern().matchesTheSameAs(other.pattern()) && hasMethodOf(other);
    }

    /**
     * Whether requests that another one would serve come here, as this has literals where that has parameters.
     *
     * @throws IllegalArgumentException if a path cannot be served
     */
    public boolean takesFrom(GcxHttpEndpoint other) {
        return pattern().isNarrowerThan(other.pattern()) && hasMethodOf(other);
    }

    private boolean hasMethodOf(GcxHttpEndpoint other) {
        return methods.isEmpty() || other.methods.isEmpty() || methods.stream().anyMatch(other.methods::contains);
    }

    PathPattern pattern() {
        return PathPattern.of(path, matchOnUriPrefix);
    }

    boolean isReplayed() {
        return replay != null && headerFilterStrategy == null && access().isRecognized();
    }

    /** Why its answers are not given again; null if nobody wants them to be. */
    String replayObstacle() {
        if (replay == null) {
            return null;
        }
        if (!access().isRecognized()) {
            return "only access=anyone, data and token is judged without the route";
        }
        return headerFilterStrategy == null
                ? "gcx.http.replay is false"
                : "nobody knows what a headerFilterStrategy of one's own lets in";
    }

    Access access() {
        if (access != null) {
            return ACCESS.get(access);
        }
        // No endpoint is open by mistake.
        return pattern().isGenesys() ? Access.TOKEN : Access.DATA;
    }

    List<String> methods() {
        return methods;
    }

    List<String> consumed() {
        return consumed;
    }

    HeaderRules headerRules() {
        // Whoever takes all of Genesys's own paths takes the query string as it was sent.
        boolean passesQuery = pattern().isGenesys() && pattern().prefix();
        return headerFilterStrategy == null
                ? new AllowedHeaders(!passesQuery)
                : new FilteredHeaders(headerFilterStrategy);
    }

    private static List<String> list(String value, Pattern item, String allowed) {
        List<String> items =
                Arrays.stream(value.split(",", -1)).map(String::trim).distinct().toList();
        for (String one : items) {
            if (!item.matcher(one).matches()) {
                throw new IllegalArgumentException("'" + one + "' in '" + value + "': allowed are " + allowed);
            }
        }
        return items;
    }
}
