package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * What a browser says of the page that asks (Fetch Metadata Request Headers): while nobody has to say who they are, a page
 * of another site may neither change anything nor cost a call. Who is no browser says nothing.
 */
final class FetchMetadata {
    private static final String SITE = "Sec-Fetch-Site";

    /** Read from what the gateway holds, whoever asks; that the page sees no answer is the browser's care. */
    private static final Set<String> COSTLESS = Set.of(
            "/gcx/budget",
            "/gcx/consumers",
            "/gcx/entries",
            "/gcx/metrics",
            "/gcx/notifications",
            "/gcx/routes",
            "/gcx/runs");

    private static final String OBSERVED = "/observe/";

    private FetchMetadata() {}

    /** What is wrong with who asks, if anything is. */
    static Optional<Problem> fault(Head head) {
        if (!head.headers().contains(SITE) || isOfThisSite(head) || isCostless(head)) {
            return Optional.empty();
        }
        return Optional.of(Problem.forbidden("A page of another site may not ask for this: " + SITE
                + " is to be same-origin or none, or not there"));
    }

    private static boolean isOfThisSite(Head head) {
        return head.headers().getAll(SITE).stream().allMatch(site -> site.equals("same-origin") || site.equals("none"));
    }

    private static boolean isCostless(Head head) {
        return head.isRead() && (COSTLESS.contains(head.path()) || head.path().startsWith(OBSERVED));
    }
}
