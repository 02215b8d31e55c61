package io.gcxcache.catalogue;

/**
 * A file that declares resources.
 *
 * @param name how messages call it, for example {@code routes/lists.resources.yaml}
 * @param content its bytes, which nobody writes to
 */
public record ResourceFile(String name, byte[] content) {}
