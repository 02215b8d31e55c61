package io.gcxcache.resource;

import java.time.Duration;

/**
 * What the YAML says of a resource.
 *
 * @param name the resource's name, unique in the context
 * @param fetch the endpoint that fetches it
 * @param family its rate-limit family upstream
 * @param scope the OAuth scope that it needs
 * @param staleWindow how much longer than its TTL it may be served
 * @param timeLimit how long a flight may take
 * @param shareable whether shared caches in front of the gateway may keep it
 * @param subject the name of the audit field that carries the asked-for id, or null
 * @param tags by which tags its entries are known
 */
public record Profile(
        String name,
        String fetch,
        String family,
        String scope,
        Duration staleWindow,
        Duration timeLimit,
        boolean shareable,
        String subject,
        TagRules tags) {}
