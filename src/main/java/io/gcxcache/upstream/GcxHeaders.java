package io.gcxcache.upstream;

/** The message headers by which a route tells {@code direct:gcx-upstream} and {@code direct:gcx-pages} what to ask for. */
public final class GcxHeaders {
    /** The path of the call, from {@code /api/v2}; no query. Required. */
    public static final String PATH = "GcxPath";

    /** The query string of the call, encoded, without its question mark. Optional. */
    public static final String QUERY = "GcxQuery";

    /** The HTTP method; GET unless set. */
    public static final String METHOD = "GcxMethod";

    /** The rate-limit family that the call counts against; {@code other} unless set. */
    public static final String FAMILY = "GcxFamily";

    /** The OAuth scope that the call needs; named when Genesys refuses it. Optional. */
    public static final String SCOPE = "GcxScope";

    /** The language that the answer is to have, sent as {@code Accept-Language}. Optional. */
    public static final String LOCALE = "GcxLocale";

    /** How many entries a page asks for; 250 unless set. */
    public static final String PAGE_SIZE = "GcxPageSize";

    private GcxHeaders() {}
}
