package io.gcxcache.upstream;

import java.time.Duration;

/**
 * How budgets are kept.
 *
 * @param limit calls a family may make in a window as long as upstream has not said otherwise
 * @param window the length of that window
 * @param degradedBelow the share of a limit, 0 to 1, below which a family is DEGRADED
 * @param maxWait the longest a call waits for its family's budget
 */
public record BudgetPolicy(long limit, Duration window, double degradedBelow, Duration maxWait) {}
