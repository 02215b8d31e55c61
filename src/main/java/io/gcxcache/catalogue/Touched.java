package io.gcxcache.catalogue;

/**
 * What a write changes of a resource.
 *
 * @param tag what has it may be out of date
 */
public record Touched(Declaration declaration, String tag) {}
