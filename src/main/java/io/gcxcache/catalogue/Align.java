package io.gcxcache.catalogue;

/** Whether an end of a query's time that is now is taken for now, whoever asks next. */
public enum Align {
    /** What asks about the time until now is one question, asked again and again. */
    LIVE,
    /** Every end is the instant that was written. */
    NONE
}
