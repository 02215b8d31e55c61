package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.TestSlices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A list that changes at any moment of a walk: whether anything that was in it all the time is missing from what is taken. */
class WalkTruthTest {
    private static final String PATH = "/api/v2/things";
    private static final Pattern PAGE = Pattern.compile("pageSize=(\\d+)&(?:pageNumber|cursor)=(\\d+)");
    private static final int MOST_CALLS = 200;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    /** How versions of a list can be told apart. */
    enum Told {
        DATE,
        GROWING_TOTAL,
        SHRINKING_TOTAL
    }

    @Property(tries = 3_000)
    void nothingThatEveryVersionHadIsMissing(
            @ForAll Told told,
            @ForAll boolean counted,
            @ForAll @IntRange(max = 40) int size,
            @ForAll @IntRange(min = 1, max = 10) int pageSize,
            @ForAll @IntRange(min = 2, max = 12) int calm,
            @ForAll Random random) {
        Changing list = new Changing(told, counted, size, calm, random);
        PageRequest first = new PageRequest(1, PATH, "pageSize=" + pageSize + "&pageNumber=1");

        PagedList taken;
        try {
            taken = walk(new Paging(first, "id", null, null), list, random);
        } catch (Problem e) {
            assertThat(e.detail()).containsAnyOf("changed", "not whole");
            Statistics.collect("refused");
            return;
        }

        Statistics.collect(taken.torn() ? "torn" : "whole");
        List<String> ids = TestSlices.texts(taken.pages()).stream()
                .map(entry -> entry.replaceAll("\\D", ""))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        if (!taken.torn()) {
            assertThat(list.versions).contains(ids);
        }
    }

    private PagedList walk(Paging paging, Changing list, Random random) {
        while (paging.hasNext()) {
            paging.askNext(exchange);
            paging.add(list.answer(PageRequest.of(exchange)));
            if (paging.knowsTheRest()) {
                List<PageRequest> rest = theRest(paging);
                Collections.shuffle(rest, random);
                rest.forEach(request -> paging.add(list.answer(request)));
            }
            assertThat(list.calls).isLessThan(MOST_CALLS);
        }
        return paging.list();
    }

    private List<PageRequest> theRest(Paging paging) {
        List<PageRequest> rest = new ArrayList<>();
        for (int pages = paging.takeTheRest(); pages > 0; pages--) {
            paging.askOneOfTheRest(exchange);
            rest.add(PageRequest.of(exchange));
        }
        return rest;
    }

    /** A list that changes before some of the calls. */
    private static final class Changing {
        final Set<List<String>> versions = new HashSet<>();
        int calls;

        private final Told told;
        private final boolean counted;
        private final int calm;
        private final Random random;
        private final List<String> ids = new ArrayList<>();
        private int made;

        /** @param calm one call in so many meets a change */
        Changing(Told told, boolean counted, int size, int calm, Random random) {
            this.told = told;
            this.counted = counted;
            this.calm = calm;
            this.random = random;
            for (int i = 0; i < size; i++) {
                insert();
            }
            versions.add(List.copyOf(ids));
        }

        Page answer(PageRequest request) {
            calls++;
            if (random.nextInt(calm) == 0) {
                change();
            }
            Matcher page = PAGE.matcher(request.query());
            assertThat(page.find()).as(request.query()).isTrue();
            int size = Integer.parseInt(page.group(1));
            int number = Integer.parseInt(page.group(2));
            int from = Math.min(ids.size(), (number - 1) * size);
            int to = Math.min(ids.size(), from + size);
            String entities = ids.subList(from, to).stream()
                    .map(id -> "{\"id\":\"" + id + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            String next = to == ids.size() ? "" : ",\"cursor\":\"" + (number + 1) + '"';
            if (counted) {
                next = ",\"pageNumber\":" + number + ",\"pageCount\":" + (ids.size() + size - 1) / size;
            }
            String total = told == Told.DATE ? "" : ",\"total\":" + ids.size();
            return Page.read(
                    request,
                    "id",
                    ("{\"entities\":" + entities + total + next + '}').getBytes(StandardCharsets.UTF_8),
                    told == Told.DATE ? "version " + made : null);
        }

        private void change() {
            if (told == Told.DATE && random.nextBoolean() || told == Told.SHRINKING_TOTAL) {
                if (!ids.isEmpty()) {
                    ids.remove(random.nextInt(ids.size()));
                }
                made++;
            } else {
                insert();
            }
            versions.add(List.copyOf(ids));
        }

        private void insert() {
            ids.add(random.nextInt(ids.size() + 1), Integer.toString(made++));
        }
    }
}
