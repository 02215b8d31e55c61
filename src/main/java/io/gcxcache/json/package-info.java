/**
 * JSON, read strictly: what two readers may read differently is refused.
 *
 * <p>An answer of Genesys may be large, so little of it is read into memory: {@link io.gcxcache.json.JsonFields} reads a few
 * fields, {@link io.gcxcache.json.JsonList} a list, whose values stay the bytes that they came as,
 * {@link io.gcxcache.json.Slices}. A question is small and is read whole: {@link io.gcxcache.json.CanonicalJson} is the one
 * spelling of all that ask the same, and {@link io.gcxcache.json.CanonicalForm} what an operator says means the same beside.
 *
 * <p>The bottom, beside {@link io.gcxcache.problem}: knows no other room, and neither Camel nor Vert.x.
 */
package io.gcxcache.json;
