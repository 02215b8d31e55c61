/**
 * The gateway's own HTTP: Camel routes run on Vert.x event loops.
 *
 * <p>{@link io.gcxcache.http.GcxHttpComponent} is the component of {@code gcx-http:} endpoints, all served by one
 * {@link io.gcxcache.http.GcxHttpServer}. Where Camel's {@code platform-http} hands every request to a worker thread, this
 * one calls the route on the event loop, so a hit is answered without leaving it; a route that has to wait leaves it by a
 * step of its own, and the reply hops back. Which route serves a path is looked up in a trie of its segments. Inbound headers
 * and query parameters pass an allow-list, and so do the headers of replies, unless the endpoint names a strategy of its
 * user. A hit that a route has answered is answered again by {@link io.gcxcache.http.Replay} without it, as long as it would be the
 * same. Who asks for another host than this one, or for a page of another site, is refused before anything is looked up.
 * By {@link io.gcxcache.http.Tls}, if there is a certificate, HTTP/2 is spoken too, and judged as HTTP/1.1 is.
 * Whatever goes wrong is told in the {@link io.gcxcache.http.ErrorForm} of its path: as Genesys Cloud tells it at its own paths
 * and at the login, as a problem document (RFC 9457) elsewhere.
 */
package io.gcxcache.http;
