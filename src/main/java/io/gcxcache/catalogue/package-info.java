/**
 * What is cached, as data.
 *
 * <p>A {@link io.gcxcache.catalogue.Resource} is declared by a {@link io.gcxcache.catalogue.ResourceBuilder}, which the
 * reader of {@code routes/*.resources.yaml} and an embedder's Java fill in alike: it knows what is allowed, tells all that
 * is wrong, and derives what is not said (key, tags, audit subject, rate-limit family, fetch endpoint) from kind, name and
 * path. All of them together are one immutable {@link io.gcxcache.catalogue.Catalogue}: no two have a name, a key, or a
 * call to Genesys in common. It tells what a write touches; {@link io.gcxcache.catalogue.NeverKept} is what it may not hold.
 *
 * <p>Knows no Camel type.
 */
package io.gcxcache.catalogue;
