package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Walks through lists that change at any moment, that are answered short or in circles, in time or late: whatever is taken as
 * whole has to be one of the versions that there were.
 */
public final class WalkTruthRounds {
    private static final String PATH = "/api/v2/things";
    private static final Pattern PAGE = Pattern.compile("pageSize=(\\d+)&(?:pageNumber|cursor)=(\\d+)");
    private static final int MOST_CALLS = 200;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    /** How versions of a list can be told apart. */
    public enum Told {
        DATE,
        GROWING_TOTAL,
        SHRINKING_TOTAL,
        /** And in no other way; it changes only while the walk waits for the rate limit with pages. */
        IDS_OF_THE_FIRST_PAGE
    }

    /** What else is wrong with some answers of a list that tells its total. */
    public enum Fault {
        NONE,
        SHORT_PAGES,
        CYCLIC_CURSORS
    }

    /**
     * Plays so many walks of all kinds.
     *
     * @return how often they ended how
     * @throws AssertionError if one is not true
     */
    public Map<String, Integer> play(int walks, long seed) {
        Map<String, Integer> ends = new TreeMap<>();
        Random random = new Random(seed);
        for (int i = 0; i < walks; i++) {
            Told told = Told.values()[random.nextInt(Told.values().length)];
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            boolean late = random.nextBoolean();
            Changing list =
                    new Changing(told, fault, random.nextBoolean(), random.nextInt(41), 2 + random.nextInt(11), random);
            String end = play(list, late, 1 + random.nextInt(10), random);
            ends.merge(end + (late ? ", late" : ", in time"), 1, Integer::sum);
        }
        return ends;
    }

    /**
     * Plays one walk.
     *
     * @return how it ended
     */
    String play(Changing list, boolean late, int pageSize, Random random) {
        WaitingPages room = new WaitingPages(1 << 20);
        PageRequest first = new PageRequest(1, PATH, "pageSize=" + pageSize + "&pageNumber=1");
        PagedList taken;
        try {
            taken = walk(TestPatience.walk(first, room, pageSize, 1000), list, late, random);
        } catch (Problem e) {
            assertThat(e.detail()).containsAnyOf("changed", "not whole", "its own successor");
            return "refused";
        }
        List<String> ids = TestSlices.texts(taken.pages()).stream()
                .map(entry -> entry.replaceAll("\\D", ""))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        if (!taken.torn()) {
            assertThat(list.versions).contains(ids);
            return "whole";
        }
        return ids.containsAll(list.always()) ? "torn" : "torn, lacks what every version had";
    }

    private PagedList walk(Paging paging, Changing list, boolean late, Random random) {
        while (paging.hasNext()) {
            paging.askNext(exchange);
            ask(paging, list, PageRequest.of(exchange), late, random);
            if (paging.knowsTheRest()) {
                List<PageRequest> rest = theRest(paging);
                Collections.shuffle(rest, random);
                rest.forEach(request -> ask(paging, list, request, late, random));
            }
            assertThat(list.calls).isLessThan(MOST_CALLS);
        }
        return paging.list();
    }

    private static void ask(Paging paging, Changing list, PageRequest request, boolean late, Random random) {
        if (late && paging.isPatient() && random.nextInt(3) == 0) {
            paging.waitFor(Duration.ofSeconds(1));
            list.hasTimeToChange();
        }
        paging.add(list.answer(request));
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
    static final class Changing {
        final Set<List<String>> versions = new HashSet<>();
        int calls;

        private final Told told;
        private final Fault fault;
        private final boolean counted;
        private final int calm;
        private final Random random;
        private final List<String> ids = new ArrayList<>();
        private int made;

        /** @param calm one call in so many meets a change */
        Changing(Told told, Fault fault, boolean counted, int size, int calm, Random random) {
            this.told = told;
            this.fault = told == Told.DATE ? Fault.NONE : fault;
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
            if (told != Told.IDS_OF_THE_FIRST_PAGE && random.nextInt(calm) == 0) {
                change();
            }
            boolean faulty = random.nextInt(calm) == 0;
            Matcher page = PAGE.matcher(request.query());
            assertThat(page.find()).as(request.query()).isTrue();
            int size = Integer.parseInt(page.group(1));
            int number = Integer.parseInt(page.group(2));
            int from = Math.min(ids.size(), (number - 1) * size);
            int to = Math.min(ids.size(), from + size);
            int next = faulty && fault == Fault.CYCLIC_CURSORS ? 1 + random.nextInt(number) : number + 1;
            boolean last = to == ids.size();
            if (faulty && fault == Fault.SHORT_PAGES && to > from) {
                to--;
            }
            String entities = ids.subList(from, to).stream()
                    .map(id -> "{\"id\":\"" + id + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            String following = last ? "" : ",\"cursor\":\"" + next + '"';
            if (counted) {
                following = ",\"pageNumber\":" + number + ",\"pageCount\":" + (ids.size() + size - 1) / size;
            }
            String total = told == Told.DATE ? "" : ",\"total\":" + ids.size();
            return Page.read(
                    request,
                    "id",
                    ("{\"entities\":" + entities + total + following + '}').getBytes(StandardCharsets.UTF_8),
                    told == Told.DATE ? "version " + made : null);
        }

        /** What every version had. */
        private Set<String> always() {
            Set<String> always = new HashSet<>(ids);
            versions.forEach(always::retainAll);
            return always;
        }

        void hasTimeToChange() {
            if (random.nextBoolean()) {
                change();
            }
        }

        private void change() {
            if (told == Told.IDS_OF_THE_FIRST_PAGE) {
                if (ids.size() > 1) {
                    // One comes to the front, in the place of another, and a new one into its own.
                    int moved = 1 + random.nextInt(ids.size() - 1);
                    ids.set(0, ids.set(moved, Integer.toString(made++)));
                }
            } else if (told == Told.DATE && random.nextBoolean() || told == Told.SHRINKING_TOTAL) {
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
