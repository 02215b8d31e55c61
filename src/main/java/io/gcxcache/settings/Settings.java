package io.gcxcache.settings;

import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.catalogue.Defaults;
import io.gcxcache.catalogue.ListTtl;
import io.gcxcache.catalogue.TtlRules;
import io.gcxcache.cdn.CdnSettings;
import io.gcxcache.cdn.Webhook;
import io.gcxcache.cluster.ClusterSettings;
import io.gcxcache.http.TlsFiles;
import io.gcxcache.report.ReportSettings;
import io.gcxcache.upstream.GenesysAccess;
import io.gcxcache.upstream.Proxy;
import io.gcxcache.upstream.ProxyEnvironment;
import io.gcxcache.upstream.WayOut;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a gateway is to be: all settings, checked. Immutable.
 *
 * <p>{@code config/application.properties} lists every setting with its default, unit and range; the same file is inside
 * the jar, and a setting that is given nowhere has its value from there.
 */
public final class Settings {
    /** What the names of all settings begin with. */
    public static final String PREFIX = "gcx.";

    private static final String REGION = "gcx.genesys.region";

    private static final String PROXY = "gcx.genesys.proxy";
    private static final String NO_PROXY = "none";
    private static final String DIRECTORY_TTL = "gcx.directory.ttl.";
    private static final String REPORT_TTL = "gcx.report.ttl.";
    private static final String PROVISIONAL_TTL = REPORT_TTL + "provisional";
    /** What no placeholder of a route stands for. The tokens of CDNs are not among them: their targets' routes send them. */
    private static final Set<String> SECRETS = Set.of(
            "gcx.genesys.client-id",
            "gcx.genesys.client-secret",
            PROXY,
            TlsFiles.PASSWORD,
            ClusterReading.PASSWORD,
            "gcx.cdn.webhook.secret",
            "gcx.cdn.webhook.previous-secret");

    private static final List<String> CREDENTIALS = List.of("gcx.genesys.client-id", "gcx.genesys.client-secret");

    private static final List<String> WEBHOOK_SECRETS =
            List.of("gcx.cdn.webhook.secret", "gcx.cdn.webhook.previous-secret");

    /** What takes effect while the gateway runs; of what ends with a dot, all that begin so. */
    private static final List<String> LIVE = List.of(
            DIRECTORY_TTL,
            REPORT_TTL,
            "gcx.stale.",
            "gcx.early-refresh.",
            "gcx.live.skew",
            "gcx.list.time-limit",
            "gcx.budget.");

    private final Map<String, String> values;
    private final Path home;

    /** Null for those of a host. */
    private final Distribution distribution;

    private final GenesysAccess genesys;
    private final BudgetPolicy budget;
    private final CacheBounds cache;
    private final EarlyRefresh earlyRefresh;
    private final Defaults defaults;
    private final ReportSettings report;
    private final int segmentEntries;
    private final boolean splitOversize;
    private final CdnSettings cdn;
    private final HttpSettings http;
    private final Path tokensKeyFile;
    private final Path previousTokensKeyFile;
    private final Path consumersFile;
    private final long maxWaiting;
    private final long wholeUpTo;
    private final Duration writeSettle;
    private final Path cacheFile;

    /** Nothing for a gateway that is alone. */
    private final Optional<ClusterSettings> cluster;

    private final Path auditDir;
    private final long auditBytes;

    /**
     * Where the settings of a distribution come from.
     *
     * @param content of its file; nothing if it was not there
     */
    private record Distribution(
            Path home,
            Map<String, String> environment,
            Properties system,
            Map<String, String> over,
            Optional<ByteBuffer> content) {
        /** That of the file, as messages tell it. */
        static final String NAME = "config/application.properties";

        static Path file(Path home) {
            return home.resolve(NAME);
        }

        Path file() {
            return file(home);
        }

        /** What the file says. */
        Map<String, String> given() {
            return content.map(bytes -> SettingsFile.read(file(), bytes)).orElse(Map.of());
        }

        Distribution with(Map<String, String> over, Optional<ByteBuffer> content) {
            return new Distribution(home, environment, system, over, content);
        }
    }

    private Settings(
            Map<String, String> values, Path home, Map<String, String> environment, Distribution distribution) {
        this.values = values;
        this.home = home;
        this.distribution = distribution;
        SettingValues read = new SettingValues(values);
        genesys = genesys(read, home, new ProxyEnvironment(environment, ProxySelector.getDefault()));
        budget = new BudgetPolicy(
                read.number("gcx.budget.limit", 1, 1_000_000),
                read.seconds("gcx.budget.window", 1, 86_400),
                read.number("gcx.budget.client.limit", 1, 1_000_000),
                clientForms(read),
                read.decimal("gcx.budget.degraded-below", 0, 1),
                read.seconds("gcx.budget.max-wait", 0, 300));
        cache = new CacheBounds(
                read.number("gcx.cache.max-entries", 1, 10_000_000),
                read.optionalNumber("gcx.cache.max-bytes", CacheBounds.MIN_BYTES, Long.MAX_VALUE / 2)
                        .orElseGet(
                                () -> Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 3)));
        earlyRefresh = new EarlyRefresh(
                read.decimal("gcx.early-refresh.beta", 0, 100), read.decimal("gcx.early-refresh.window", 0, 1));
        defaults = new Defaults(
                directoryTtl(read),
                reportTtl(read),
                read.seconds("gcx.stale.window", 0, 2_678_400),
                read.seconds("gcx.stale.report-window", 0, 2_678_400),
                read.seconds("gcx.list.time-limit", 1, 3_600));
        report = new ReportSettings(read.seconds("gcx.live.skew", 0, 60), read.seconds(PROVISIONAL_TTL, 1, 86_400));
        segmentEntries = (int) read.number("gcx.directory.max-entries", 1, 100_000);
        splitOversize = read.choice("gcx.directory.oversize", Map.of("split", true, "reject", false));
        cdn = cdn(read, home);
        for (String name : List.of("gcx.cdn.fastly.url", "gcx.cdn.cloudflare.url")) {
            read.url(name).ifPresent(url -> values.put(name, url.toString()));
        }
        wholeUpTo = read.number("gcx.api.whole-up-to", 0, 100_000);
        writeSettle = read.seconds("gcx.api.write-settle", 0, 600);
        tokensKeyFile = read.optional("gcx.tokens.key-file").map(home::resolve).orElse(null);
        previousTokensKeyFile =
                read.optional("gcx.tokens.previous-key-file").map(home::resolve).orElse(null);
        consumersFile = read.optional("gcx.consumers.file").map(home::resolve).orElse(null);
        maxWaiting =
                read.optionalNumber("gcx.consumers.max-waiting", 1, 100_000).orElse(0L);
        cacheFile = read.optional("gcx.cache.file").map(home::resolve).orElse(null);
        cluster = ClusterReading.read(read, home, owner(), environment);
        auditDir = read.optional("gcx.audit.dir").map(home::resolve).orElse(null);
        auditBytes = read.number("gcx.audit.max-bytes", 1 << 20, 1L << 50);
        http = HttpSettings.read(
                read, home, consumersFile != null && Files.isRegularFile(consumersFile), InstantSource.system());
    }

    /**
     * Settings for a gateway inside somebody's Camel context.
     *
     * <p>The way out is that of the process around it, unless {@code gcx.genesys.proxy} is given: as {@code HTTPS_PROXY} and
     * {@code NO_PROXY} or the JDK's system properties say.
     *
     * @param given settings by name; all others have their defaults, and the routes come from the jar
     * @throws SettingException if one is wrong, unknown or missing
     */
    public static Settings of(Map<String, String> given) {
        return of(given, System.getenv());
    }

    /** @param environment where the proxy is looked for, if none is given */
    public static Settings of(Map<String, String> given, Map<String, String> environment) {
        Map<String, String> values = SettingsFile.defaults();
        values.put("gcx.routes.dir", "");
        values.put("gcx.consumers.file", "");
        // A guest writes nothing to the disk unless it is told where.
        values.put("gcx.tokens.key-file", "");
        values.put("gcx.cdn.outbox", "");
        values.put("gcx.audit.dir", "");
        SettingSources sources = new SettingSources(Path.of(""), values).add("given by the host", given);
        refuse(sources.faults());
        return new Settings(values, Path.of(""), environment, null);
    }

    /**
     * Settings of a distribution: its {@code config/application.properties}, over which system properties and environment
     * variables win.
     *
     * @param home the distribution's folder
     * @param over settings that win over everything
     */
    public static Settings load(
            Path home, Map<String, String> environment, Properties system, Map<String, String> over) {
        Distribution from =
                new Distribution(home, environment, system, over, SettingsFile.content(Distribution.file(home)));
        SettingSources sources = sources(from);
        refuse(sources.faults());
        return of(from, sources);
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new SettingException(String.join("\n", faults));
        }
    }

    private static SettingSources sources(Distribution from) {
        SettingSources sources = new SettingSources(from.home(), SettingsFile.defaults());
        Map<String, String> given = new TreeMap<>(from.given());
        given.keySet().removeIf(name -> !name.startsWith(PREFIX));
        sources.add("in " + Distribution.NAME, given);
        return sources.addVariables(from.environment()).addSystem(from.system());
    }

    private static Settings of(Distribution from, SettingSources sources) {
        Map<String, String> values = sources.values();
        values.putAll(from.over());
        return new Settings(values, from.home(), from.environment(), from);
    }

    /** The file of a distribution that an operator edits; nothing for a gateway inside a host. */
    public Optional<Path> file() {
        return Optional.ofNullable(distribution).map(Distribution::file);
    }

    /** What the file said when these were read; nothing if it was not there. */
    public Optional<ByteBuffer> content() {
        return distribution.content();
    }

    /**
     * As they are when the file says something else; what won over it at the start still does.
     *
     * @throws SettingException if any are wrong, unknown or missing; a line each
     */
    public Settings with(ByteBuffer content) {
        Judged judged = judge(distribution.with(distribution.over(), Optional.of(content)));
        refuse(judged.faults());
        return judged.settings().orElseThrow();
    }

    /** The names of those that are not as in others, and of what else the file says that is not. */
    public SortedSet<String> differing(Settings others) {
        SortedSet<String> names = differing(values, others.values);
        names.addAll(differing(besides(), others.besides()));
        return names;
    }

    /**
     * The settings that the file says otherwise than it did before, and that it does not decide, each with what does.
     *
     * @param before from the same distribution
     */
    public SortedMap<String, String> decidedElsewhere(Settings before) {
        Map<String, String> now = distribution.given();
        Map<String, String> then = before.distribution.given();
        SortedMap<String, String> deciders = new TreeMap<>();
        Stream.concat(now.keySet().stream(), then.keySet().stream())
                .filter(name -> !value(now, name).equals(value(then, name)))
                .forEach(name -> SettingSources.decider(name, distribution.environment(), distribution.system())
                        .ifPresent(decider -> deciders.put(
                                name, isLive(name) ? decider + " (" + value(values, name) + ')' : decider)));
        return deciders;
    }

    private static SortedSet<String> differing(Map<String, String> some, Map<String, String> others) {
        SortedSet<String> names = new TreeSet<>(some.keySet());
        names.addAll(others.keySet());
        names.removeIf(name -> Objects.equals(value(some, name), value(others, name)));
        return names;
    }

    /** What the file says to Camel and to routes. */
    private Map<String, String> besides() {
        Map<String, String> said = new TreeMap<>(distribution.given());
        said.keySet().removeIf(name -> name.startsWith(PREFIX));
        return said;
    }

    /** Blanks around it do not count, and an empty one is as none. */
    private static String value(Map<String, String> values, String name) {
        return values.getOrDefault(name, "").trim();
    }

    /** Whether what a setting says takes effect without a restart. */
    public static boolean isLive(String name) {
        return LIVE.stream().anyMatch(live -> live.endsWith(".") ? name.startsWith(live) : name.equals(live));
    }

    /**
     * Settings of a distribution, and all that is wrong with them.
     *
     * @param settings with what is usual in the place of what is wrong; nothing if that could not be put right
     * @param faults a line each
     */
    public record Judged(Optional<Settings> settings, List<String> faults) {}

    /** Reads settings as {@link #load} does, and goes on beyond what is wrong. */
    public static Judged judge(
            Path home, Map<String, String> environment, Properties system, Map<String, String> over) {
        try {
            return judge(
                    new Distribution(home, environment, system, over, SettingsFile.content(Distribution.file(home))));
        } catch (SettingException e) {
            return new Judged(Optional.empty(), e.getMessage().lines().toList());
        }
    }

    private static Judged judge(Distribution from) {
        Map<String, String> usual = SettingsFile.defaults();
        CREDENTIALS.forEach(name -> usual.put(name, "none"));
        // One that all the others may stand beside.
        usual.put(ClusterReading.URL, "rediss://localhost");
        Map<String, String> mended = new TreeMap<>(from.over());
        List<String> faults = new ArrayList<>();
        while (true) {
            try {
                SettingSources sources = sources(from.with(mended, from.content()));
                sources.faults().stream()
                        .filter(fault -> !faults.contains(fault))
                        .forEach(faults::add);
                return new Judged(Optional.of(of(from.with(mended, from.content()), sources)), faults);
            } catch (SettingException e) {
                e.getMessage().lines().forEach(faults::add);
                Optional<String> wrong = e.setting().filter(name -> !mended.containsKey(name));
                if (wrong.isEmpty()) {
                    return new Judged(
                            Optional.empty(), faults.stream().distinct().toList());
                }
                mended.put(wrong.get(), usual.getOrDefault(wrong.get(), ""));
            }
        }
    }

    public GenesysAccess genesys() {
        return genesys;
    }

    public HttpSettings http() {
        return http;
    }

    public CdnSettings cdn() {
        return cdn;
    }

    public BudgetPolicy budget() {
        return budget;
    }

    public CacheBounds cache() {
        return cache;
    }

    public EarlyRefresh earlyRefresh() {
        return earlyRefresh;
    }

    public ReportSettings report() {
        return report;
    }

    /** What the settings say of resources that say nothing themselves. */
    public Defaults defaults() {
        return defaults;
    }

    public int segmentEntries() {
        return segmentEntries;
    }

    public boolean splitOversize() {
        return splitOversize;
    }

    /** Null if the key is to end with the gateway. */
    public Path tokensKeyFile() {
        return tokensKeyFile;
    }

    /** Null if there is none. */
    public Path previousTokensKeyFile() {
        return previousTokensKeyFile;
    }

    /** Where consumers are declared, if it is there; null if nowhere. */
    public Path consumersFile() {
        return consumersFile;
    }

    /** How many calls of one consumer may wait for a rate limit; 0 for a quarter of those that may. */
    public long maxWaiting() {
        return maxWaiting;
    }

    public long wholeUpTo() {
        return wholeUpTo;
    }

    public Duration writeSettle() {
        return writeSettle;
    }

    /** Where what is cached outlives the process; null if it does not. */
    public Path cacheFile() {
        return cacheFile;
    }

    /** What makes the gateway one of several replicas; nothing if it is alone. */
    public Optional<ClusterSettings> cluster() {
        return cluster;
    }

    /** Whose answers are cached; nobody is told who that is. */
    public String owner() {
        String names = genesys.apiUrl().getHost() + ' ' + genesys.clientId();
        return Body.fingerprint(names.getBytes(StandardCharsets.UTF_8));
    }

    /** Null if no audit files are wanted. */
    public Path auditDir() {
        return auditDir;
    }

    public long auditBytes() {
        return auditBytes;
    }

    /** The folder of the routes; empty if those of the jar are meant. */
    public Optional<Path> routesDir() {
        return Optional.of(values.get("gcx.routes.dir"))
                .filter(dir -> !dir.isBlank())
                .map(home::resolve);
    }

    /** A setting for the placeholders of the routes; null if there is none of this name, or if no route has use for it. */
    public String value(String name) {
        String value = SECRETS.contains(name) ? null : values.get(name);
        return value == null ? null : value.trim();
    }

    /** Whether a setting is one that no route has use for. */
    public static boolean isSecret(String name) {
        return SECRETS.contains(name);
    }

    /** The settings that {@link #value} knows. */
    public Set<String> names() {
        return values.keySet().stream().filter(name -> !SECRETS.contains(name)).collect(Collectors.toSet());
    }

    private static GenesysAccess genesys(SettingValues read, Path home, ProxyEnvironment proxies) {
        Optional<URI> givenApi = read.url("gcx.genesys.api-url");
        Optional<URI> givenLogin = read.url("gcx.genesys.login-url");
        String region = read.optional(REGION).orElse("");
        if ((givenApi.isEmpty() || givenLogin.isEmpty()) && !GenesysAccess.REGIONS.contains(region)) {
            throw SettingException.refused(
                    REGION,
                    region.isEmpty() ? "not set" : region,
                    "one of "
                            + String.join(
                                    ", ",
                                    GenesysAccess.REGIONS.stream().sorted().toList())
                            + "; or any other, or none, if both gcx.genesys.api-url and gcx.genesys.login-url are set");
        }
        URI api = givenApi.orElseGet(() -> URI.create("https://api." + region));
        URI login = givenLogin.orElseGet(() -> URI.create("https://login." + region));
        return new GenesysAccess(
                api,
                login,
                read.text("gcx.genesys.client-id"),
                read.text("gcx.genesys.client-secret"),
                read.choice(
                        "gcx.genesys.client-auth",
                        Map.of("basic", GenesysAccess.ClientAuth.BASIC, "form", GenesysAccess.ClientAuth.FORM)),
                read.seconds("gcx.genesys.connect-timeout", 1, 60),
                read.seconds("gcx.genesys.response-timeout", 1, 300),
                read.optionalNumber("gcx.genesys.max-answer-bytes", 65_536, 1 << 30)
                        .orElseGet(
                                () -> Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16)),
                new WayOut(proxy(read, proxies, api), proxy(read, proxies, login), read.trust("gcx.genesys.ca", home)));
    }

    private static Optional<Proxy> proxy(SettingValues read, ProxyEnvironment proxies, URI url) {
        Optional<String> given = read.optional(PROXY);
        try {
            return given.isEmpty()
                    ? proxies.to(url)
                    : given.filter(proxy -> !proxy.equals(NO_PROXY)).map(proxy -> Proxy.parse(proxy, PROXY));
        } catch (IllegalArgumentException e) {
            throw given.isEmpty()
                    ? new SettingException(e.getMessage())
                    : SettingException.refused(PROXY, "not usable", e.getMessage() + ", or " + NO_PROXY);
        }
    }

    private static ClientForms clientForms(SettingValues read) {
        String forms = read.optional("gcx.budget.headers").orElse("");
        try {
            return ClientForms.parse(forms);
        } catch (IllegalArgumentException e) {
            throw SettingException.refused("gcx.budget.headers", forms, e.getMessage());
        }
    }

    private static CdnSettings cdn(SettingValues read, Path home) {
        read.address("gcx.cdn.webhook.url").ifPresent(url -> read.text("gcx.cdn.webhook.secret"));
        read.optional("gcx.cdn.fastly.service").ifPresent(service -> {
            read.text("gcx.cdn.fastly.token");
            read.text("gcx.cdn.fastly.url");
        });
        read.optional("gcx.cdn.cloudflare.zone").ifPresent(zone -> {
            read.text("gcx.cdn.cloudflare.token");
            read.text("gcx.cdn.cloudflare.url");
        });
        read.address("gcx.cdn.varnish.url");
        List<String> secrets = WEBHOOK_SECRETS.stream()
                .filter(name -> read.optional(name).isPresent())
                .map(name -> webhookSecret(read, name))
                .toList();
        return new CdnSettings(
                read.optional("gcx.cdn.outbox").map(home::resolve).orElse(null),
                (int) read.number("gcx.cdn.max-waiting", 1, 1_000_000),
                read.seconds("gcx.cdn.timeout", 1, 300),
                secrets);
    }

    private static String webhookSecret(SettingValues read, String name) {
        String secret = read.text(name);
        try {
            Webhook.of(List.of(secret), InstantSource.system());
            return secret;
        } catch (IllegalArgumentException e) {
            throw SettingException.refused(name, "not usable", "whsec_ and base64 of 24 to 64 bytes");
        }
    }

    private static ListTtl directoryTtl(SettingValues read) {
        Map<String, Long> byId = new TreeMap<>();
        for (String id : read.below(DIRECTORY_TTL).keySet()) {
            byId.put(id, read.number(DIRECTORY_TTL + id, ListTtl.SHORTEST_OF_DIRECTORY, ListTtl.LONGEST_OF_DIRECTORY));
        }
        byId.remove("default");
        return new ListTtl(
                byId,
                read.number(DIRECTORY_TTL + "default", ListTtl.SHORTEST_OF_DIRECTORY, ListTtl.LONGEST_OF_DIRECTORY));
    }

    /** The rules in the order of their numbers; a gap is closed, an empty rule is left out. */
    private static TtlRules reportTtl(SettingValues read) {
        SortedMap<Long, String> rules = new TreeMap<>();
        read.below(REPORT_TTL).forEach((number, rule) -> {
            if (PROVISIONAL_TTL.equals(REPORT_TTL + number)) {
                return;
            }
            if (!number.matches("[0-9]{1,4}")) {
                throw SettingException.refused(REPORT_TTL + number, rule, "a rule at gcx.report.ttl.{number}");
            }
            rules.put(Long.parseLong(number), rule);
        });
        try {
            return TtlRules.parse(List.copyOf(rules.values()));
        } catch (IllegalArgumentException e) {
            throw new SettingException(REPORT_TTL + "*: " + e.getMessage());
        }
    }

    /** Whether a name is one of many that nobody lists. */
    static boolean isOneOfMany(String name) {
        return name.startsWith(DIRECTORY_TTL) || name.startsWith(REPORT_TTL);
    }
}
