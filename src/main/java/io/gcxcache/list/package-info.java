/**
 * Paged lists: Genesys directories with their own model and TTLs, and any other list that is declared.
 *
 * <p>A list is fetched by the route {@code gcx-fetch-list}: {@code direct:gcx-pages} walks the pages, the entries are
 * validated, and rendered as the document that clients get. The entries stay the bytes that Genesys sent; what stands
 * around them is made once, when the fill ends. A list of more entries than one segment may hold is kept in several.
 */
package io.gcxcache.list;
