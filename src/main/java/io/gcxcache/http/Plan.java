package io.gcxcache.http;

import io.gcxcache.ask.Hit;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.TokenOwner;

/**
 * How a request is answered again: as its route answered one of the same shape.
 *
 * @param paths among which the route was found
 * @param owner of the token that was shown; null if none was
 * @param consumer who asked
 * @param withBody whether the body was compared, too; else only conditions are answered
 * @param limited whether the reply tells the rate limit as Genesys's replies do
 */
record Plan(
        EventLoopConsumer route,
        PathTable<EventLoopConsumer> paths,
        Hit hit,
        TokenOwner owner,
        Consumer consumer,
        boolean withBody,
        boolean limited) {
    boolean isFor(Caller caller, Users.User user) {
        return (owner == null ? caller.owner() == null : owner.equals(caller.owner()))
                && consumer.equals(user.consumer());
    }
}
