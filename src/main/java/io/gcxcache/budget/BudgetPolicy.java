package io.gcxcache.budget;

import java.time.Duration;

/**
 * How budgets are kept.
 *
 * @param limit calls a family may make in a window as long as upstream has not said otherwise
 * @param window the length of that window
 * @param clientLimit calls the OAuth client may make in any minute, over all families
 * @param clientForms the header forms that speak of the client's limit
 * @param degradedBelow the share of a limit, 0 to 1, below which a family is DEGRADED
 * @param maxWait the longest a call waits for its family's budget
 */
public record BudgetPolicy(
        long limit,
        Duration window,
        long clientLimit,
        ClientForms clientForms,
        double degradedBelow,
        Duration maxWait) {}
