/**
 * The gateway as a program: {@link io.gcxcache.standalone.GcxCacheMain} is its command line, which runs it by Camel's own
 * {@code Main}, with a simulated Genesys Cloud beside it if a demo is wanted.
 *
 * <p>The only room that knows picocli and camel-main, and what starts and ends the process.
 */
package io.gcxcache.standalone;
