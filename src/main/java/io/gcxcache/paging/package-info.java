/**
 * Paged lists, read whole.
 *
 * <p>{@code direct:gcx-pages} walks a list to its end, whatever way it names its next page, one call of
 * {@code direct:gcx-upstream} a page: {@link io.gcxcache.paging.PageSteps} are its steps. What came is a
 * {@link io.gcxcache.paging.PagedList}, or a problem if it cannot be told that it is whole. Once a walk has a page, it waits for
 * the reset of a spent budget as long as its {@link io.gcxcache.upstream.Caller} wants an answer: it is a
 * {@link io.gcxcache.upstream.Series}.
 */
package io.gcxcache.paging;
