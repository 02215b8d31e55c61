/**
 * Many replicas that share what they fetched and what they marked, through Redis. No class of this room is loaded in a gateway that names no
 * {@code gcx.cluster.url}.
 *
 * <p>A {@link io.gcxcache.cluster.Link} is one life of the connection; it ends at the first fault. The state of the link alone decides
 * whether a replica goes on alone: a reply that is late frees nobody who waits for it before, since many who go on alone at once are a
 * stampede.
 *
 * <p>What was marked, and what landed, is an event in one log, which all replicas apply in its order. What happened since a fill boarded
 * decides whether it may be kept, in Redis and here. A history has a name, its epoch, and whoever finds that Redis is not the one it was
 * raises a new one before anything else ({@code join.lua}); every script carries the epoch that its replica knows, and does nothing in
 * another one. {@link io.gcxcache.cluster.Joined} says how a replica that comes back goes on, and what it may not believe any more.
 */
package io.gcxcache.cluster;
