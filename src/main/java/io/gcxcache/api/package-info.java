/**
 * Genesys's own paths: who asks as if the gateway were Genesys is answered as Genesys answers.
 *
 * <p>{@code direct:gcx-api} finds what is declared for a method and a path, reads the query string by the declaration, and
 * asks as every other door does. The page of a list is cut from the list, which is the same one that its short address
 * answers with; one that cannot be cut, and any single thing, is kept as it came. Pages that are kept so end together where
 * they belong together: {@link io.gcxcache.api.PageSets}. A report is run and polled, and shares its run with the other
 * doors; a job is one of Genesys's for all who start the same. What is not declared is passed on, and so is what must never be
 * kept, whatever is declared ({@link io.gcxcache.catalogue.NeverKept}), and what Genesys answers to each by himself.
 */
package io.gcxcache.api;
