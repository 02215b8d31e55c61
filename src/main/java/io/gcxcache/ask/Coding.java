package io.gcxcache.ask;

/** A content coding of a reply (RFC 9110, section 8.4.1). */
public enum Coding {
    IDENTITY,
    GZIP;

    /**
     * The exchange property for what who asked takes. Over HTTP it is always there; inside a Camel context nobody is asked,
     * and everybody gets a body as it is.
     */
    public static final String PROPERTY = "GcxCoding";
}
