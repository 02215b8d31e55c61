package io.gcxcache.catalogue;

/**
 * What is wrong with one property of a declaration.
 *
 * @param property the property, or null for the declaration as a whole
 * @param what what is wrong, and what is allowed
 */
public record Fault(String property, String what) {}
