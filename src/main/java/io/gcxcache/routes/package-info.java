/**
 * The YAML files of a gateway: which there are, what is in them, and what is wrong with those of routes, before any is loaded.
 *
 * <p>{@link io.gcxcache.routes.RouteCheck} reads files as YAML ({@code RouteYaml}), knows what is around them ({@code Surroundings}:
 * beans, components, templates, endpoints, placeholders), and looks at each entry, at what may be there once only, and, in a context
 * that is never started ({@code Rehearsal}), at what only Camel itself can tell.
 */
package io.gcxcache.routes;
