/**
 * What somebody sees who has a gateway in his own Camel context: {@link io.gcxcache.GcxCache} adds it, and
 * {@link io.gcxcache.GcxSettings} say how it is to be.
 *
 * <p>Nothing else is here, and no room knows this one. What is declared in Java comes from {@link io.gcxcache.catalogue}, the
 * headers from {@link io.gcxcache.context.GcxHeaders}, and {@link io.gcxcache.change.ChangeListener}s are told what changed.
 * The settings themselves are read one room below, {@link io.gcxcache.settings}, since {@link io.gcxcache.wiring} needs all of
 * them and may not know who calls it.
 */
package io.gcxcache;
