package io.gcxcache.ask;

import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;

/**
 * How an entry, or a page of it, is told in a reply: its bytes, and its fields in the order of their names, {@code Vary} left out.
 * Of a hit on what is fresh they change by the second, so that one made a second serves all its replies. Immutable.
 */
public final class Rendering {
    static final String TORN = "; detail=torn";
    static final String LOST = "; detail=cluster-lost";

    /** At most. */
    private static final int FIELDS = 12;

    /** Weakly, since a page that was cut out of a list must not keep all of it. */
    private final WeakReference<CacheEntry> entry;

    private final Body body;
    private final Coding coding;
    private final long ttl;
    private final long age;
    private final long left;
    private final boolean lost;
    private final RateLimitFields limits;
    private final List<String> names = new ArrayList<>(FIELDS);
    private final List<String> values = new ArrayList<>(FIELDS);
    private final byte[] lines;
    private final byte[][] pieces;
    private final long size;

    private Rendering(
            CacheEntry entry,
            long ttl,
            Body body,
            Coding coding,
            String status,
            boolean kept,
            boolean refreshing,
            boolean lost,
            RateLimitFields limits,
            long age,
            long left) {
        this.entry = new WeakReference<>(entry);
        this.body = body;
        this.coding = coding;
        this.ttl = ttl;
        this.age = age;
        this.left = left;
        this.lost = lost;
        this.limits = limits;
        this.pieces = coding == Coding.GZIP ? new byte[][] {body.gzipped()} : body.pieces();
        this.size = coding == Coding.GZIP ? body.gzipped().length : body.size();
        // Every cache subtracts Age by itself (RFC 9111, section 4.2.3), so it is told the whole lifetime.
        String maxAge = "max-age=" + ttl / 1000;
        boolean shareable = kept && entry.shareable();
        add("Age", Long.toString(age));
        add("Cache-Control", kept ? (shareable ? "public, " : "private, ") + maxAge : "no-store");
        add("Cache-Groups", entry.tags().cacheGroups());
        add("Cache-Status", status);
        if (shareable) {
            add("CDN-Cache-Control", maxAge);
        }
        add(Exchange.CONTENT_TYPE, "application/json");
        add("ETag", etag());
        if (entry.interval() != null) {
            add("GCX-Interval", entry.interval());
        }
        if (refreshing) {
            add("GCX-Refreshing", "true");
        }
        add("RateLimit", limits.rateLimit());
        add("RateLimit-Policy", limits.policy());
        add("Surrogate-Key", entry.tags().surrogateKey());
        this.lines = asLines();
    }

    private void add(String name, String value) {
        names.add(name);
        values.add(value);
    }

    private byte[] asLines() {
        StringBuilder text = new StringBuilder();
        tell((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * That of a hit on what is fresh, made now or in the same second before.
     *
     * @param ttl how long it is fresh, in milliseconds of its age
     * @param lost whether other replicas are out of reach
     * @param now milliseconds of the steady clock
     */
    static Rendering ofHit(
            CacheEntry entry, long ttl, Body body, Coding coding, boolean lost, RateLimitFields limits, long now) {
        long age = entry.ageMillis(now) / 1000;
        long left = Math.floorDiv(ttl - entry.ageMillis(now), 1000);
        ByCoding made = body.told() instanceof ByCoding told ? told : ByCoding.NONE;
        Rendering before = made.of(coding);
        if (before != null
                && before.entry.refersTo(entry)
                && before.ttl == ttl
                && before.age == age
                && before.left == left
                && before.lost == lost
                && before.limits == limits) {
            return before;
        }
        String status = "gcx; hit; ttl=" + left + (entry.torn() ? TORN : lost ? LOST : "");
        Rendering rendering = new Rendering(entry, ttl, body, coding, status, true, false, lost, limits, age, left);
        body.told(made.with(rendering));
        return rendering;
    }

    /**
     * That of any other answer.
     *
     * @param ttl how long it is fresh, in milliseconds of its age
     * @param status what {@code Cache-Status} says
     * @param kept whether the store would answer the same; if not, nobody behind the gateway may keep it either
     * @param now milliseconds of the steady clock
     */
    static Rendering of(
            CacheEntry entry,
            long ttl,
            Body body,
            Coding coding,
            String status,
            boolean kept,
            boolean refreshing,
            RateLimitFields limits,
            long now) {
        long age = entry.ageMillis(now) / 1000;
        return new Rendering(entry, ttl, body, coding, status, kept, refreshing, false, limits, age, 0);
    }

    /** Those of the rate limit that it tells. */
    public RateLimitFields limits() {
        return limits;
    }

    /** Tells each field in turn. */
    public void tell(BiConsumer<String, String> fields) {
        for (int i = 0; i < names.size(); i++) {
            fields.accept(names.get(i), values.get(i));
        }
    }

    /** The same as they are sent, each with its end of line; nobody writes to it. */
    public byte[] lines() {
        return lines;
    }

    /** What is in its {@code Vary} over HTTP; null if there is none. */
    public String vary() {
        return body.isCompressible() ? "Accept-Encoding" : null;
    }

    boolean isOf(Body told, Coding in) {
        return body == told && coding == in;
    }

    public Coding coding() {
        return coding;
    }

    /** Its bytes, piece after piece; nobody writes to them. */
    public byte[][] pieces() {
        return pieces;
    }

    /** How many bytes these are. */
    public long size() {
        return size;
    }

    /** Whether a condition names its entity tag, by weak comparison (RFC 9110, section 13.1.2). */
    public boolean matches(String condition) {
        if (condition == null) {
            return false;
        }
        if (condition.equals("*")) {
            return true;
        }
        String wanted = opaque(etag());
        for (String tag : condition.split(",")) {
            if (opaque(tag.trim()).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    /** That of the form which goes out, as the condition is about that one (RFC 9110, section 13.1.2). */
    private String etag() {
        return coding == Coding.GZIP ? body.gzippedEtag() : body.etag();
    }

    /** The latest of each coding. */
    private record ByCoding(Rendering identity, Rendering gzip) implements Body.Told {
        private static final ByCoding NONE = new ByCoding(null, null);

        Rendering of(Coding coding) {
            return coding == Coding.GZIP ? gzip : identity;
        }

        ByCoding with(Rendering made) {
            return made.coding == Coding.GZIP ? new ByCoding(identity, made) : new ByCoding(made, gzip);
        }
    }
}
