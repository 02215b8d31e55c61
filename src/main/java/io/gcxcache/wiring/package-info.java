/**
 * Puts the rooms together in one Camel context.
 *
 * <p>{@link io.gcxcache.wiring.Bundle} is the gateway without HTTP, {@link io.gcxcache.wiring.HttpBundle} its own server. Both
 * load their part of the gateway's own YAML files, which are those of a folder or those inside the jar. Nothing is decided here but
 * who is given what.
 *
 * <p>The user's files are looked at while the gateway runs ({@link io.gcxcache.wiring.Edits}): declarations become another catalogue,
 * routes another {@linkplain io.gcxcache.wiring.Generations generation}, both at once. So is the settings file of a distribution
 * ({@link io.gcxcache.wiring.SettingEdits}). What is declared with a schedule is asked for by {@link io.gcxcache.wiring.Ticks}.
 *
 * <p>Before files of routes are loaded, at the start or while the gateway runs, {@link io.gcxcache.routes.RouteCheck} tells all that is
 * wrong with them. {@link io.gcxcache.wiring.Alone} is both parts as a program, which refuses dead ends too, and
 * {@link io.gcxcache.wiring.Check} tells the same of a gateway that is not started.
 *
 * <p>Each is a part of a gateway's stay in a context: what it brings goes when the context stops or the gateway is removed, and
 * is made anew when the context is started again. A gateway with a name ({@link io.gcxcache.wiring.Apart}) has a context of its
 * own inside the host's.
 */
package io.gcxcache.wiring;
