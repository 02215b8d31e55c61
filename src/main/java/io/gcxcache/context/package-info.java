/**
 * What all rooms that are made of routes have in common: the headers by which they are asked, and the clock, meters, audit
 * trail and thread pools that they are given.
 */
package io.gcxcache.context;
