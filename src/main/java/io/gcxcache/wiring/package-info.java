/**
 * Puts the rooms together in one Camel context.
 *
 * <p>{@link io.gcxcache.wiring.Bundle} is the gateway without HTTP, {@link io.gcxcache.wiring.HttpBundle} its own server. Both
 * load their part of the YAML files, which are those of a folder or those inside the jar. Nothing is decided here but who is
 * given what.
 */
package io.gcxcache.wiring;
