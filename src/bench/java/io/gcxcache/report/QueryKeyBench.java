package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.TtlRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Ten million pairs of queries: those that ask the same share a key, those that differ in the least do not. */
final class QueryKeyBench {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final ZoneId ZONE = ZoneOffset.UTC;

    private QueryKeyBench() {}

    /** @param args how many pairs; ten million if left out */
    public static void main(String[] args) {
        long pairs = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        QueryReader reader = new QueryReader(
                new Reading(
                        Set.of("metrics", "groupBy", "predicates"),
                        Map.of("order", TextNode.valueOf("asc")),
                        Set.of(),
                        Set.of("interval"),
                        Align.LIVE,
                        Dates.INSTANTS,
                        false,
                        ZONE,
                        TtlRules.parse(List.of("60"))),
                Duration.ofSeconds(10),
                rule -> {},
                InstantSource.system(),
                InstantSource.system());
        Random random = new Random(20260302);
        long same = 0;
        long different = 0;
        long start = System.nanoTime();
        for (long i = 0; i < pairs; i++) {
            QuerySpelling spelling = new QuerySpelling(random.nextLong());
            String first = hash(reader, spelling.text(random));
            if (i % 2 == 0) {
                if (!hash(reader, spelling.text(random)).equals(first)) {
                    throw new IllegalStateException("One question, two keys: " + spelling.text(random));
                }
                same++;
            } else {
                QuerySpelling other = spelling.closeTo(random);
                if (hash(reader, other.text(random)).equals(first)) {
                    throw new IllegalStateException(
                            "Two questions, one key: " + spelling.text(random) + " and " + other.text(random));
                }
                different++;
            }
        }
        System.out.printf(
                "%d pairs of one question shared their key, %d pairs of close questions did not, in %.0f s%n",
                same, different, (System.nanoTime() - start) / 1e9);
    }

    private static String hash(QueryReader reader, String text) {
        ObjectNode query = (ObjectNode) CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8));
        return reader.hash(query, new Moments(ZONE, NOW), null);
    }
}
