package io.gcxcache.http;

import io.gcxcache.fuzz.TextChanges;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Requests made of others by a few small changes: of the same seed and number, the same one. Half of them end where they say
 * they do, so that what is behind the framing is reached as well; the others are any bytes.
 *
 * <p>Immutable.
 */
final class MutatedRequests {
    private static final int MOST_CHANGES = 4;

    /** Fewer, so that what is asked is often understood. */
    private static final int MOST_CHANGES_OF_PARTS = 2;

    private final List<String> requests;
    private final List<FramedRequest> framed;
    private final List<FramedRequest> posted;
    private final long origin;

    /**
     * A request, its bytes as characters.
     *
     * @param framed whether it ends where it says it does
     * @param cut whether its client sends nothing more, and says so
     */
    record Mutant(String text, boolean framed, boolean cut) {}

    /** @param seeds by names that begin with the status that each is answered with */
    MutatedRequests(SortedMap<String, String> seeds, long seed) {
        this.requests = List.copyOf(seeds.values());
        this.framed = framed(requests.stream());
        this.posted =
                framed(seeds.entrySet().stream()
                                .filter(request -> request.getKey().startsWith("2"))
                                .map(Map.Entry::getValue))
                        .stream()
                        .filter(request -> !request.body().isEmpty())
                        .toList();
        this.origin = new SplittableRandom(seed).nextLong();
    }

    private static List<FramedRequest> framed(Stream<String> requests) {
        return requests.flatMap(request -> FramedRequest.read(request).stream()).toList();
    }

    Mutant get(long number) {
        SplittableRandom random = new SplittableRandom(origin + number);
        return number % 2 == 0 ? framed(random) : anyBytes(random);
    }

    /** One that ends where it says it does, however it is framed. */
    FramedRequest request(SplittableRandom random) {
        FramedRequest request = TextChanges.one(random.nextBoolean() ? framed : posted, random);
        if (random.nextInt(3) == 0) {
            request = request.asNew(random);
        }
        for (int i = random.nextInt(MOST_CHANGES_OF_PARTS); i >= 0; i--) {
            request = request.changed(random);
        }
        return request;
    }

    private Mutant framed(SplittableRandom random) {
        FramedRequest request = request(random);
        String text = random.nextInt(8) == 0 ? request.inChunks(random) : request.toString();
        return new Mutant(text, true, random.nextInt(10) == 0);
    }

    private Mutant anyBytes(SplittableRandom random) {
        String text = TextChanges.one(requests, random);
        if (random.nextInt(8) == 0) {
            text = TextChanges.splice(text, TextChanges.one(requests, random), random);
        }
        for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
            text = TextChanges.any(text, random);
        }
        return new Mutant(text, false, random.nextInt(2) == 0);
    }
}
