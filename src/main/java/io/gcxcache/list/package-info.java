/**
 * Paged lists: Genesys directories with their own model and TTLs, and any other list that is declared.
 *
 * <p>A list is fetched by the route {@code gcx-fetch-list}: {@code direct:gcx-pages} walks the pages, the entries are
 * validated, and rendered as the document that clients get. Rendering happens once, at fill time; a list of more entries
 * than one piece may hold becomes several segments that a reply joins.
 */
package io.gcxcache.list;
