package io.gcxcache.ask;

import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * A part of a long list, as the headers {@code limit} (1 to {@value #MOST}, {@value #USUAL} if not said) and {@code after}
 * (the name of the last one of the part before) ask for it.
 *
 * @param items the part
 * @param next what to ask for the next part after; null if this is the last
 */
public record Listing<T>(List<T> items, String next) {
    static final int MOST = 10_000;
    private static final int USUAL = 1_000;

    /**
     * @param all the whole list in its order
     * @param name tells the items apart
     * @throws Problem (400) if the limit is none, or (404) if nothing in the list has the name asked for
     */
    public static <T> Listing<T> of(Exchange exchange, List<T> all, Function<T, String> name) {
        int limit = limit(exchange.getMessage().getHeader("limit", String.class));
        String after = exchange.getMessage().getHeader("after", String.class);
        int from = 0;
        if (after != null) {
            while (from < all.size() && !name.apply(all.get(from)).equals(after)) {
                from++;
            }
            if (from++ == all.size()) {
                throw Problem.notFound("What the list was to go on after is not in it any more; begin anew");
            }
        }
        int to = Math.min(all.size(), from + limit);
        return new Listing<>(List.copyOf(all.subList(from, to)), to < all.size() ? name.apply(all.get(to - 1)) : null);
    }

    private static int limit(String asked) {
        if (asked == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(asked);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.badRequest("limit is a whole number from 1 to " + MOST);
    }
}
