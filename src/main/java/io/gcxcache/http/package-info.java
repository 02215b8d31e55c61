/**
 * The gateway's own HTTP: Camel routes run on Vert.x event loops.
 *
 * <p>{@link io.gcxcache.http.GcxHttpEngine} supplies the consumers of {@code platform-http} endpoints that name it
 * ({@code platformHttpEngine=#gcxHttpEngine}). Where the stock consumer hands every request to a worker thread, this one
 * calls the route on the event loop, so a hit is answered without leaving it; a route that has to wait leaves it by a step
 * of its own, and the reply hops back. Inbound headers and query parameters pass an allow-list, and so do the headers of
 * replies. Whatever goes wrong is told as a problem document (RFC 9457).
 */
package io.gcxcache.http;
