package io.gcxcache.catalogue;

/** How Genesys is told the time that a query asks about. */
public enum Dates {
    /** Words such as now stay, and days stand for those such as today. */
    WORDS,
    /** Full instants alone, as its analytics wants them. */
    INSTANTS
}
