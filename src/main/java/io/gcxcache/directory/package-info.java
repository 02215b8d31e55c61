/**
 * Paged lists: Genesys directories with their own model and TTLs, and any other list that the YAML declares.
 *
 * <p>A list is fetched by a YAML route: it names the path and the TTL, lets {@code direct:gcx-pages} walk the pages, has
 * the entries validated, and rendered as the document that clients get. Rendering happens once, at fill time; a list of
 * more entries than one piece may hold becomes several segments that a reply joins.
 */
package io.gcxcache.directory;
