package io.gcxcache.catalogue;

/** What a resource is: how it is asked for, fetched and aged. */
public enum Kind {
    /** Fetched whole, page by page: {@code GET}. */
    LIST("lists", "list", "GET"),
    /** A list whose pages are kept one by one, each as it came. */
    PAGE("pages", "page", "GET"),
    /** One thing, as it came. */
    OBJECT("objects", "object", "GET"),
    /** A question that is posted and answered at once. */
    QUERY("queries", "query", "POST"),
    /** A question that is posted, run and polled; the poll that finds it done brings the answer. */
    REPORT("reports", "report", "POST"),
    /** A question that is posted, run and polled; its results are fetched page by page. */
    JOB("jobs", "query", "POST");

    private final String section;
    private final String word;
    private final String method;

    Kind(String section, String word, String method) {
        this.section = section;
        this.word = word;
        this.method = method;
    }

    /** The section of a resource file that declares resources of this kind. */
    public String section() {
        return section;
    }

    /** What clients call it in addresses, keys and tags; a job is a query to them. */
    public String word() {
        return word;
    }

    /** The method that asks Genesys for it. */
    public String method() {
        return method;
    }
}
