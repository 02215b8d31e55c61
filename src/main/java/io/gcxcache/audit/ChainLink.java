package io.gcxcache.audit;

/**
 * A line as the one after it refers to it.
 *
 * @param seq its number, counted over all files
 * @param hash SHA-256 of its bytes without the newline, in hex
 */
record ChainLink(long seq, String hash) {
    /** What the first line ever refers to. */
    static final ChainLink BEFORE_THE_FIRST = new ChainLink(0, "0".repeat(64));
}
