/**
 * Mutated inputs to everything that reads what others write: the changes, which whole requests are made of too, and the
 * game that is played with a parser.
 */
package io.gcxcache.fuzz;
