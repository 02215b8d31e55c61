package io.gcxcache.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A stand-in for Genesys Cloud that speaks HTTP on 127.0.0.1: login and API on one port, with scripted content, rate
 * limits and faults. It runs from {@link Builder#start} to {@link #close} and is safe for threads; its own thread does
 * not keep the process alive.
 */
public final class GenesysSimulator implements AutoCloseable {
    /** The client that may log in unless another is named. */
    public static final String DEMO_CLIENT = "demo-client";

    /** Its secret. */
    public static final String DEMO_SECRET = "demo-secret";

    private static final String HOST = "127.0.0.1";

    private final CallLog calls = new CallLog();
    private final Faults faults = new Faults();
    private final SimulatedOrganization organization = new SimulatedOrganization();
    private final DirectoryFamily directories;
    private final Analytics analytics;
    private final FileHost files;
    private final Tokens tokens;
    private final RateLimits limits;
    private final Vertx vertx;
    private final HttpServer server;

    private GenesysSimulator(Builder builder) {
        directories = new DirectoryFamily(builder.clock);
        analytics = new Analytics(organization, builder.clock, builder.computedAnalytics);
        List<ApiFamily> families = new ArrayList<>(List.of(directories));
        families.addAll(analytics.families());
        families.addAll(new OrganizationEndpoints(organization, builder.clock).families());
        files = new FileHost(builder.clock, calls);
        families.add(new Downloads(files));
        Set<String> names = new TreeSet<>(Set.of(ApiFamily.OTHER));
        families.forEach(family -> names.add(family.name()));
        tokens = new Tokens(builder.clock, builder.tokenLifetime);
        limits = new RateLimits(builder.clock, names);
        builder.limits.forEach(setting -> setting.accept(limits));

        ApiGate gate = new ApiGate(tokens, limits, builder.scopes.orElseGet(() -> everyScope(families)));
        TokenEndpoint login = new TokenEndpoint(builder.clientId, builder.clientSecret, tokens);
        HttpFront front = new HttpFront(builder.clock, builder.latency, faults, calls);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            files.listen(vertx, HOST);
            // HTTP/1.1 only: there, cutting a connection ends exactly the one call that is to fail.
            server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .requestHandler(front.router(vertx, login, gate, families))
                    .listen(builder.port, HOST)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            close();
            String reason = e.getCause() instanceof BindException ? "the port is taken" : "" + e.getCause();
            throw new IllegalStateException(
                    "The Genesys simulator cannot listen on " + HOST + ":" + builder.port + ": " + reason,
                    e.getCause());
        }
    }

    private static Set<String> everyScope(List<ApiFamily> families) {
        return families.stream()
                .flatMap(family -> family.endpoints().stream())
                .map(Endpoint::scope)
                .collect(Collectors.toSet());
    }

    /** A simulator that is still to be configured and started. */
    public static Builder builder() {
        return new Builder();
    }

    /** The base URL of both login ({@code POST /oauth/token}) and API, without a slash at its end. */
    public URI url() {
        return URI.create("http://" + HOST + ":" + server.actualPort());
    }

    /** The directory with that id, to be scripted; it is made, without entries, if there is none. */
    public SimulatedDirectory directory(String id) {
        return directories.directory(id);
    }

    /** The platform has this many routing queues from now on. */
    public void queues(int count) {
        organization.queues(count);
    }

    /** The organization with its users and queues, to be scripted. */
    public SimulatedOrganization organization() {
        return organization;
    }

    /** The report with that id, to be scripted; it is made, with usual metrics, if there is none. */
    public SimulatedReport report(String id) {
        return analytics.reports().report(id);
    }

    /** The runs of all reports are unknown from now on: 404. */
    public void forgetRuns() {
        analytics.reports().forgetRuns();
    }

    /** The analytics jobs, to be scripted. */
    public SimulatedJobs jobs() {
        return analytics.jobs();
    }

    /**
     * There is one more file of so many bytes, whose id is answered: {@code GET /api/v2/downloads/{id}} and
     * {@code /api/v2/audits/query/{id}/results} lead to it, on another port.
     */
    public String addFile(long bytes) {
        return files.add(bytes);
    }

    /** What analytics queries find changes: the synchronous ones at once, jobs from the next one that is started. */
    public void changeAnalytics() {
        analytics.change();
    }

    /** A family's limit from now on, with a window that nothing was counted in yet. */
    public void rateLimit(String family, int limit, Duration window) {
        limits.limit(family, RateLimits.single(limit, window));
    }

    /** A family's limits from now on, both of which a call must keep. */
    public void rateLimit(String family, int limit, Duration window, int sustainedLimit, Duration sustainedWindow) {
        limits.limit(family, RateLimits.burstAndSustained(limit, window, sustainedLimit, sustainedWindow));
    }

    /** The form in which answers tell the rate limit from now on. */
    public void rateLimitHeaders(RateLimitHeaders style) {
        limits.headerStyle(style);
    }

    /** Scripts a fault, behind those that are already scripted. */
    public void fault(Fault fault) {
        faults.add(fault);
    }

    /** Forgets all scripted faults. */
    public void clearFaults() {
        faults.clear();
    }

    /** Every token that was issued is worthless at once. */
    public void revokeTokens() {
        tokens.revokeAll();
    }

    /** What the simulator was asked since it was started or since the log was cleared. */
    public CallLog calls() {
        return calls;
    }

    /** Stops listening, closes all connections and waits for the end of the thread behind them; may be repeated. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The settings of a simulator that is to be started; not safe for threads. */
    public static final class Builder {
        private final List<Consumer<RateLimits>> limits = new ArrayList<>();
        private int port;
        private Clock clock = Clock.systemUTC();
        private String clientId = DEMO_CLIENT;
        private String clientSecret = DEMO_SECRET;
        private Duration tokenLifetime = Duration.ofHours(24);
        private Duration latency = Duration.ZERO;
        private Optional<Set<String>> scopes = Optional.empty();

        private boolean computedAnalytics;

        private Builder() {}

        /** The port on 127.0.0.1; 0, the default, takes any free one. */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("a port is 0..65535, not " + number);
            }
            port = number;
            return this;
        }

        /** The clock of tokens, rate limits, runs, jobs and {@code Last-Modified}; by default the system's. */
        public Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /** The one client id that may log in, by default {@code demo-client}. */
        public Builder clientId(String id) {
            clientId = id;
            return this;
        }

        /** That client's secret, by default {@code demo-secret}. */
        public Builder clientSecret(String secret) {
            clientSecret = secret;
            return this;
        }

        /** How long a token lives, in whole seconds, at least 1; by default 24 h. */
        public Builder tokenLifetime(Duration lifetime) {
            tokenLifetime = lifetime;
            return this;
        }

        /** What every token is allowed to do; by default all that any endpoint asks for. */
        public Builder scopes(String... granted) {
            scopes = Optional.of(Set.of(granted));
            return this;
        }

        /**
         * All analytics queries are computed of generated conversations, so that the answers for two adjacent intervals
         * add up to that for the whole. By default those of conversations, and observations of queues and users, only
         * repeat what was asked.
         */
        public Builder computedAnalytics() {
            computedAnalytics = true;
            return this;
        }

        /** A family's limit, 300 calls in 60 s by default. */
        public Builder rateLimit(String family, int limit, Duration window) {
            limits.add(all -> all.limit(family, RateLimits.single(limit, window)));
            return this;
        }

        /** A family's two limits, both of which a call must keep. */
        public Builder rateLimit(
                String family, int limit, Duration window, int sustainedLimit, Duration sustainedWindow) {
            limits.add(all ->
                    all.limit(family, RateLimits.burstAndSustained(limit, window, sustainedLimit, sustainedWindow)));
            return this;
        }

        /** The OAuth client's limit in any stretch of that length, over all families; none by default. */
        public Builder clientLimit(int limit, Duration window) {
            limits.add(all -> all.clientLimit(limit, window));
            return this;
        }

        /** The form in which answers tell the rate limit, by default {@link RateLimitHeaders#X_RATELIMIT}. */
        public Builder rateLimitHeaders(RateLimitHeaders style) {
            limits.add(all -> all.headerStyle(style));
            return this;
        }

        /** How late every answer is sent, in real time of whole milliseconds; by default at once. */
        public Builder latency(Duration delay) {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("latency must not be negative: " + delay);
            }
            latency = delay;
            return this;
        }

        /**
         * Starts the simulator and returns when its socket listens.
         *
         * @throws IllegalStateException if the port is taken
         * @throws IllegalArgumentException if a setting makes no sense
         */
        public GenesysSimulator start() {
            return new GenesysSimulator(this);
        }
    }
}
