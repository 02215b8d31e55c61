package io.gcxcache.context;

/**
 * The message headers by which routes ask the gateway and are told by it. Those of HTTP ({@code Accept-Language},
 * {@code If-None-Match}, {@code Prefer} …) keep their own names.
 */
public final class GcxHeaders {
    /** Which directory is asked for, at {@code direct:gcx-directory}, {@code gcx-verify} and {@code gcx-invalidate}. */
    public static final String DIRECTORY_ID = "GcxDirectoryId";

    /** Which list is asked for, at {@code direct:gcx-list} and {@code gcx-verify}: the name of its declaration. */
    public static final String LIST_NAME = "GcxListName";

    /** The id of a list whose path has one, at {@code direct:gcx-list} and {@code gcx-verify}. */
    public static final String ID = "GcxId";

    /** Which report is asked for, at {@code direct:gcx-report} and {@code gcx-invalidate}. */
    public static final String REPORT_ID = "GcxReportId";

    /** Which query or job is asked for, at {@code direct:gcx-query}: the name of its declaration. */
    public static final String QUERY_NAME = "GcxQueryName";

    /**
     * The language that an answer is to have; wins over {@code Accept-Language}. Sent to Genesys as that, if the answer depends on
     * it. Optional.
     */
    public static final String LOCALE = "GcxLocale";

    /** The time zone of a query's dates; wins over the query's own {@code timeZone}. Optional. */
    public static final String TIME_ZONE = "GcxTimeZone";

    /** The version of a report, which is part of the question. Optional. */
    public static final String REPORT_VERSION = "GcxReportVersion";

    /** If set, whatever it says, nothing is refreshed that is still fresh. Optional. */
    public static final String WARM_UP = "GcxWarmUp";

    /** If set, whatever it says, Genesys is not asked, at {@code direct:gcx-api}. Optional. */
    public static final String ONLY_IF_CACHED = "GcxOnlyIfCached";

    /** The key to drop, at {@code direct:gcx-invalidate}. */
    public static final String KEY = "GcxKey";

    /** The tag whose entries to drop, at {@code direct:gcx-invalidate}. */
    public static final String TAG = "GcxTag";

    /** Who asks for an invalidation, as the audit trail tells it. Optional. */
    public static final String ASKED_BY = "GcxAskedBy";

    /** Which flight is asked about, at {@code direct:gcx-run} and {@code gcx-run-result}. */
    public static final String FLIGHT_ID = "GcxFlightId";

    /** Which member of the cluster. */
    public static final String NODE = "GcxNode";

    /** Which run is polled, at {@code direct:gcx-poll-run}: by the id that {@code gcx-start-run} gave it. */
    public static final String RUN_ID = "GcxRunId";

    /** Which notification is to be sent again, at {@code direct:gcx-notification-retry}. */
    public static final String NOTIFICATION_ID = "GcxNotificationId";

    /** The path of a call to Genesys, from {@code /api/} on, without a query. Required at {@code direct:gcx-upstream}. */
    public static final String PATH = "GcxPath";

    /** The query string of the call, encoded, without its question mark. Optional. */
    public static final String QUERY = "GcxQuery";

    /** The HTTP method of the call; GET unless set. */
    public static final String METHOD = "GcxMethod";

    /** The rate-limit family that the call counts against; {@code other} unless set. */
    public static final String FAMILY = "GcxFamily";

    /** The permission or scope that the call needs; named when Genesys refuses it. Optional. */
    public static final String SCOPE = "GcxScope";

    /**
     * Whether the call is done when Genesys answers 202, 204 or 205, which bring no answer; true unless set for all but GET. If not, that is a
     * problem.
     */
    public static final String MAY_BE_EMPTY = "GcxMayBeEmpty";

    /** How many entries a page asks for, at {@code direct:gcx-pages}; 250 unless set. */
    public static final String PAGE_SIZE = "GcxPageSize";

    /**
     * How pages are asked for, at {@code direct:gcx-pages}: {@code scan} by a limit and the cursor of the page before; by number
     * unless set.
     */
    public static final String PAGING = "GcxPaging";

    /** The field that tells a list's entries apart, at {@code direct:gcx-pages}, or {@code none}; {@code id} unless set. */
    public static final String ENTRY_ID = "GcxEntryId";

    /**
     * How many entries a list may have to be read on behind its first page, at {@code direct:gcx-pages}; any number unless set.
     * A list that does not tell how many it has is not.
     */
    public static final String READ_ON = "GcxReadOn";

    private GcxHeaders() {}
}
