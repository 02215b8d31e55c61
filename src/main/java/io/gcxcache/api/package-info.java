/**
 * Genesys's own paths: who asks as if the gateway were Genesys is answered as Genesys answers.
 *
 * <p>{@code direct:gcx-api} finds what is declared for a method and a path, reads the query string by the declaration, and
 * asks as every other door does. What is read with a GET is kept as it came, page by page where it is a list. What must never
 * be kept is not asked for, whatever is declared: {@link io.gcxcache.api.NeverKept}.
 */
package io.gcxcache.api;
