package io.gcxcache.context;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.metrics.Meters;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/**
 * What nearly every room needs of its surroundings.
 *
 * @param clock tells the time of day, for people, other machines and dates; may step
 * @param steady tells how much time has passed, for ages, limits and waits; never steps
 * @param random from 0 to 1
 * @param meters counts
 * @param audit takes down what happened
 * @param pools run what does not belong on the caller's thread
 */
public record Services(
        InstantSource clock,
        InstantSource steady,
        DoubleSupplier random,
        Meters meters,
        AuditTrail audit,
        Pools pools) {}
