package io.gcxcache.paging;

import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.Memory;
import io.gcxcache.problem.Problem;
import io.gcxcache.problem.RetryAfter;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How many pages lists have, as far as that was learned lately, and whether so many can be read within a time. Thread-safe.
 */
final class ListSizes {
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 8 << 20;

    private final Memory<Size> sizes;
    private final Budgets budgets;
    private final InstantSource steady;

    /** @param until when it will be forgotten */
    private record Size(String list, long pages, Instant until) {}

    ListSizes(Budgets budgets, InstantSource steady) {
        this.budgets = budgets;
        this.steady = steady;
        this.sizes = new Memory<>(
                REMEMBERED, MOST, MOST_BYTES, size -> 2 * size.list().length(), steady);
    }

    /** One list, as it is to be read for a caller. */
    OfList of(PageRequest first, String family, Caller caller) {
        return new OfList(first.path() + '?' + first.query(), first.path(), family, caller);
    }

    /** What is known of one list, and of the budget that it is read by. */
    final class OfList {
        private final String list;
        private final String path;
        private final String family;
        private final Caller caller;
        private final long capacity;

        private OfList(String list, String path, String family, Caller caller) {
            this.list = list;
            this.path = path;
            this.family = family;
            this.caller = caller;
            this.capacity = budgets.capacity(family, timeLeft());
        }

        /**
         * Refuses a list that is known, and cannot be read.
         *
         * @throws Problem (503)
         */
        void refuseIfTooLong() {
            Optional<Size> known = sizes.of(list);
            if (known.isPresent() && !fits(known.get().pages())) {
                throw tooLong(known.get());
            }
        }

        /**
         * Learns from the first page how many there are.
         *
         * @throws Problem (503) if the others cannot be read
         */
        void has(long pages) {
            Size size = remember(pages);
            if (!fits(pages - 1)) {
                throw tooLong(size);
            }
        }

        /**
         * Learns that there were more pages than could be read in time.
         *
         * @param came how many could; less than half of what a window has tells nothing of the list, but of others
         */
        void isTooLong(int came) {
            long limit = Math.min(
                    budgets.budget(family).tightest().limit(),
                    budgets.budget(Budgets.CLIENT).tightest().limit());
            if (2L * came < limit) {
                return;
            }
            remember(Math.max(capacity, sizes.of(list).map(Size::pages).orElse(0L)));
        }

        /** What a walk ends with that would have to wait beyond its time. */
        Problem tooLate(Duration delay) {
            return Problem.spent(
                    "The rate limit of " + family + " is spent for the next " + RetryAfter.seconds(delay)
                            + " s, which is longer than the time limit leaves for the next page of " + path,
                    delay);
        }

        private Size remember(long pages) {
            Size size = new Size(list, pages, steady.instant().plus(REMEMBERED));
            sizes.remember(list, size);
            return size;
        }

        /** Whether so many calls can be made in time; if that takes a wait, the first page is asked for once more. */
        private boolean fits(long calls) {
            return budgets.capacity(family, Duration.ZERO) >= calls || budgets.capacity(family, timeLeft()) > calls;
        }

        private Duration timeLeft() {
            return Duration.between(steady.instant(), caller.endsAt());
        }

        private Problem tooLong(Size size) {
            return Problem.spent(
                    path + " has " + size.pages() + " pages or more, and the rate limit of " + family
                            + " lets at most " + budgets.capacity(family, timeLeft()) + " calls go in the "
                            + RetryAfter.seconds(timeLeft()) + " s that its time limit leaves: it needs larger pages"
                            + " (pageSize), more time (timeLimit, gcx.list.time-limit) or a larger limit (at Genesys;"
                            + " gcx.budget.limit where Genesys tells none)",
                    Duration.between(steady.instant(), size.until()));
        }
    }
}
