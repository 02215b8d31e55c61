package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.ask.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Dashboards that build what they ask about from clocks of their own, as most clients do, and whose clocks are not quite
 * right: how many of their questions reached Genesys, and whether every answer was one to the asker's own words.
 */
final class ClockedDay {
    private static final Duration CLOSE = Duration.ofMillis(50);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration RECENT = Duration.ofMinutes(5);
    private static final int WRONG_MILLIS = 2_000;
    private static final int READINGS_APART_MILLIS = 5;
    private static final Instant FIRST_MONDAY = Instant.parse("2025-12-22T00:00:00Z");
    private static final int WEEKS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random = new Random(60_200);
    private final Dashboards dashboards;
    private final List<Client> clients = new ArrayList<>();
    private final Map<Kind, Map<Spelling, Row>> rows = new EnumMap<>(Kind.class);
    private final Map<String, Violation> violations = new TreeMap<>();

    /** Whose question is being asked, or answered behind the reply. */
    private volatile Row asking;

    /** What is asked about, by how many questions. */
    enum Kind {
        LAST_30_MINUTES(20, Duration.ofMinutes(30)),
        TODAY(40, null),
        LAST_7_DAYS(40, Duration.ofDays(7)),
        LAST_24_HOURS(30, Duration.ofHours(24)),
        CLOSED_WEEK(70, null);

        private final int questions;

        /** Null if it does not slide. */
        private final Duration length;

        Kind(int questions, Duration length) {
            this.questions = questions;
            this.length = length;
        }

        private Instant beginning(Instant end) {
            return length == null ? end.truncatedTo(ChronoUnit.DAYS) : end.minus(length);
        }
    }

    /** How a client writes now. */
    enum Spelling {
        MILLISECONDS,
        WHOLE_MINUTES,
        MIDNIGHT_TO_MIDNIGHT
    }

    /** Which clients there are. */
    enum Clocks {
        MS,
        MIXED;

        /** 60 % to the millisecond, 15 % whole minutes, 25 % midnight to midnight, or all to the millisecond. */
        private Spelling of(int client) {
            int twentieth = client % 20;
            if (this == MS || twentieth < 12) {
                return Spelling.MILLISECONDS;
            }
            return twentieth < 15 ? Spelling.WHOLE_MINUTES : Spelling.MIDNIGHT_TO_MIDNIGHT;
        }
    }

    /** @param twoReadings whether it reads its clock once for the beginning and once more for the end */
    private record Client(Spelling spelling, Duration wrongBy, boolean twoReadings) {}

    private record Question(Kind kind, int number) {}

    private record Span(Instant from, Instant to) {
        static Span of(String interval) {
            int slash = interval.indexOf('/');
            return new Span(Instant.parse(interval.substring(0, slash)), Instant.parse(interval.substring(slash + 1)));
        }

        Duration length() {
            return Duration.between(from, to);
        }

        @Override
        public String toString() {
            return from + "/" + to;
        }
    }

    /** How often something happened that must not, and how it did first. */
    static final class Violation {
        private final String example;
        private long times;

        private Violation(String example) {
            this.example = example;
        }

        @Override
        public String toString() {
            return times + ", the first: " + example;
        }
    }

    /** How many questions there were, and how many of them went to Genesys and were literal. */
    static final class Row {
        private long asked;
        private long calls;
        private long literal;

        long asked() {
            return asked;
        }

        long calls() {
            return calls;
        }

        long literal() {
            return literal;
        }

        double saved() {
            return (double) (asked - calls) / asked;
        }

        private void add(Row other) {
            asked += other.asked;
            calls += other.calls;
            literal += other.literal;
        }
    }

    /**
     * @param rows by kind and by how it was spelled
     * @param rules how many questions each rule of the gateway's spelled
     * @param violations answers to something else than was asked; empty if there is none
     */
    record Outcome(Map<Kind, Map<Spelling, Row>> rows, Map<String, Long> rules, Map<String, Violation> violations) {
        Row all() {
            Row all = new Row();
            rows.values().forEach(bySpelling -> bySpelling.values().forEach(all::add));
            return all;
        }
    }

    private ClockedDay(Clocks clocks, int dashboards, Instant start, Path folder) throws Exception {
        // How much is saved is not to depend on who is refused.
        this.dashboards = new Dashboards(start, random, folder, Map.of("gcx.budget.limit", "1000000"), this::answer);
        for (int i = 0; i < dashboards; i++) {
            Duration wrongBy = Duration.ofMillis(random.nextInt(2 * WRONG_MILLIS + 1) - WRONG_MILLIS);
            clients.add(new Client(clocks.of(i), wrongBy, random.nextInt(3) == 0));
        }
    }

    static Outcome play(Clocks clocks, int dashboards, Instant start, Duration length, Path folder) throws Exception {
        ClockedDay day = new ClockedDay(clocks, dashboards, start, folder);
        try (Dashboards polling = day.dashboards) {
            List<Question> questions = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < kind.questions; i++) {
                    questions.add(new Question(kind, questions.size()));
                }
            }
            polling.poll(dashboards, questions, length, day::ask);
            Map<String, Long> rules = polling.meters().find("gcx.questions").counters().stream()
                    .collect(Collectors.toMap(
                            counter -> counter.getId().getTag("spelling"),
                            counter -> (long) counter.count(),
                            Long::sum,
                            TreeMap::new));
            return new Outcome(day.rows, rules, day.violations);
        }
    }

    private void ask(Question question, int dashboard) {
        Client client = clients.get(dashboard);
        Spelling spelling = spelling(question.kind(), client);
        Span span = span(question, spelling, client);
        asking = rows.computeIfAbsent(question.kind(), first -> new EnumMap<>(Spelling.class))
                .computeIfAbsent(spelling, first -> new Row());
        asking.asked++;
        Exchange answer = dashboards.ask(("{\"interval\":\"" + span + "\",\"metrics\":[\"nOffered\"],\"filter\":"
                        + "{\"type\":\"or\",\"predicates\":[{\"dimension\":\"queueId\",\"value\":\"queue-"
                        + question.number() + "\"}]}}")
                .getBytes(StandardCharsets.UTF_8));
        if (answer.getException() != null) {
            wrong("no answer", String.valueOf(answer.getException()));
            return;
        }
        if (Ask.of(answer).posted().interval() == null) {
            asking.literal++;
        }
        try {
            check(question.kind(), spelling, span, answer.getMessage().getBody(byte[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who writes midnights does so where that has a sense, and all write closed weeks so. */
    private static Spelling spelling(Kind kind, Client client) {
        if (kind == Kind.CLOSED_WEEK) {
            return Spelling.MIDNIGHT_TO_MIDNIGHT;
        }
        boolean slidesByTheHour = kind == Kind.LAST_30_MINUTES || kind == Kind.LAST_24_HOURS;
        return slidesByTheHour && client.spelling() == Spelling.MIDNIGHT_TO_MIDNIGHT
                ? Spelling.MILLISECONDS
                : client.spelling();
    }

    private Span span(Question question, Spelling spelling, Client client) {
        Kind kind = question.kind();
        if (kind == Kind.CLOSED_WEEK) {
            Instant monday = FIRST_MONDAY.plus(7L * (question.number() % WEEKS), ChronoUnit.DAYS);
            return new Span(monday, monday.plus(7, ChronoUnit.DAYS));
        }
        Instant now = dashboards.now().plus(client.wrongBy());
        return switch (spelling) {
            case MILLISECONDS ->
                new Span(
                        kind.beginning(now),
                        client.twoReadings() ? now.plusMillis(random.nextInt(READINGS_APART_MILLIS + 1)) : now);
            case WHOLE_MINUTES -> {
                Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
                yield new Span(kind.beginning(minute), minute);
            }
            case MIDNIGHT_TO_MIDNIGHT -> {
                Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
                yield new Span(
                        kind == Kind.TODAY ? midnight.minus(1, ChronoUnit.DAYS) : kind.beginning(midnight), midnight);
            }
        };
    }

    /** Stands in for Genesys: answers with what it was asked, and when. */
    private void answer(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        String interval =
                JSON.readTree(message.getBody(byte[].class)).path("interval").asText();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setBody(("{\"results\":[],\"asked\":\"" + interval + "\",\"at\":\"" + dashboards.now() + "\"}")
                .getBytes(StandardCharsets.UTF_8));
        asking.calls++;
    }

    private void check(Kind kind, Spelling spelling, Span asked, byte[] body) throws IOException {
        JsonNode answer = JSON.readTree(body);
        Span answered = Span.of(answer.path("asked").asText());
        Instant filled = Instant.parse(answer.path("at").asText());
        Instant now = dashboards.now();
        boolean moves = spelling == Spelling.MILLISECONDS;
        boolean same = answered.equals(asked);
        check(same || moves, "other moments than were written", asked, answer);
        boolean closeInLength = kind.length != null
                && answered.length().minus(asked.length()).abs().compareTo(CLOSE) <= 0;
        check(
                same || answered.from().equals(asked.from()) || closeInLength,
                "another beginning or length",
                asked,
                answer);
        Instant reaches = moves && answered.to().isBefore(filled) ? answered.to() : filled;
        boolean live = asked.to().isAfter(now.minus(RECENT));
        check(!live || !reaches.isBefore(now.minus(BOUND)), "data of over a minute ago", asked, answer);
        check(!isBetween(filled, asked.from(), now), "filled before its beginning, asked after it", asked, answer);
        check(moves || !isBetween(filled, asked.to(), now), "filled before its end, asked after it", asked, answer);
    }

    private static boolean isBetween(Instant earlier, Instant moment, Instant later) {
        return earlier.isBefore(moment) && moment.isBefore(later);
    }

    private void check(boolean holds, String otherwise, Span asked, JsonNode answer) {
        if (!holds) {
            wrong(otherwise, "at " + dashboards.now() + " asked for " + asked + ", got " + answer);
        }
    }

    private void wrong(String what, String example) {
        violations.computeIfAbsent(what, first -> new Violation(example)).times++;
    }
}
