package io.gcxcache.context;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.metrics.Meters;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/**
 * What nearly every room needs of its surroundings.
 *
 * @param clock tells the time, to people and for ages
 * @param random from 0 to 1
 * @param meters counts
 * @param audit takes down what happened
 * @param pools run what does not belong on the caller's thread
 */
public record Services(InstantSource clock, DoubleSupplier random, Meters meters, AuditTrail audit, Pools pools) {}
