/**
 * What an operator sets, read and checked whole before anything starts.
 *
 * <p>{@link io.gcxcache.settings.Settings} are made of a file, the environment and the system properties, or of what somebody
 * gives in Java. Each room has a type of its own for what it has to know, and no other room reads a setting by its name. What is
 * wrong is a {@link io.gcxcache.settings.SettingException}.
 *
 * <p>Knows no Camel type.
 */
package io.gcxcache.settings;
