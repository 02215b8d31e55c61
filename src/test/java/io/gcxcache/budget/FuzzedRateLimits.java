package io.gcxcache.budget;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.context.Services;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;

/**
 * Headers of answers, a line each, and perhaps more answers behind a line that begins with {@code HTTP}: windows make sense,
 * the budget follows them and goes on with what it has whenever it is asked, and what it tells is a structured field.
 */
public final class FuzzedRateLimits implements FuzzedParser {
    private static final String FAMILY = "routing";
    private static final Duration LATER = Duration.ofMillis(61_500);

    /** What no limit is believed to last beyond. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern STATUS = Pattern.compile("HTTP (\\d{3})\n");
    private static final ClientForms CLIENT_FORMS = ClientForms.parse("inin-ratelimit:300, x-ratelimit:60");

    private final AuditTrail audit = new AuditTrail();

    @Override
    public String name() {
        return "rate-limits";
    }

    @Override
    public String read(String input) {
        StandingClock clock = new StandingClock("2026-03-02T09:00:00.250Z");
        LocalBudgets budgets = new LocalBudgets(
                new BudgetPolicy(300, Duration.ofSeconds(60), 300, CLIENT_FORMS, 0.1, Duration.ofSeconds(10)),
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), audit, null));
        boolean told = false;
        for (String answer : input.split("\n(?=HTTP)")) {
            told |= take(answer, budgets, clock);
            requireUsable(budgets, clock);
            clock.advance(Duration.ofMillis(1_500));
            requireUsable(budgets, clock);
        }
        String mode = budgets.mode(FAMILY).name();
        clock.advance(LATER);
        requireUsable(budgets, clock);
        clock.advance(LONGEST);
        requireUsable(budgets, clock);
        return (told ? "told: " : "not told: ") + mode;
    }

    /** Does as the gateway does; answers whether a window was told. */
    private static boolean take(String answer, LocalBudgets budgets, StandingClock clock) {
        Matcher found = STATUS.matcher(answer);
        int status = found.lookingAt() ? Integer.parseInt(found.group(1)) : 200;
        RateLimitHeaders headers = new RateLimitHeaders(headers(answer)::get, clock.instant(), clock.instant());
        RateLimitHeaders.Told told = headers.told(CLIENT_FORMS);
        told.family().forEach(window -> requireSane(window, clock.instant()));
        told.client().forEach(window -> requireSane(window, clock.instant()));
        budgets.correct(FAMILY, told.family());
        budgets.correct(Budgets.CLIENT, told.client());
        headers.retryAfter().ifPresent(time -> require(!time.isNegative(), "To wait for %s", time));
        headers.retryAfter(status).ifPresent(time -> {
            require(!time.isNegative() && time.compareTo(LONGEST) <= 0, "To wait for %s", time);
            if (status >= 400) {
                budgets.block(
                        status % 2 == 0 ? FAMILY : Budgets.CLIENT,
                        clock.instant().plus(time));
            }
        });
        return !told.family().isEmpty() || !told.client().isEmpty();
    }

    private static Map<String, String> headers(String answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : answer.split("\n")) {
            String[] header = line.split(":", 2);
            if (header.length == 2) {
                headers.merge(header[0].strip(), header[1].strip(), (first, second) -> first + ", " + second);
            }
        }
        return headers;
    }

    private static void requireSane(RateWindow window, Instant now) {
        require(window.limit() > 0, "%s allows nothing", window);
        require(window.remaining() >= 0 && window.remaining() <= window.limit(), "%s has too much", window);
        require(!window.length().isNegative(), "%s ends before it begins", window);
        require(!window.resetAt().isAfter(now.plus(LONGEST)), "%s never ends", window);
    }

    private static void requireUsable(LocalBudgets budgets, StandingClock clock) {
        Duration closed = budgets.closedFor(FAMILY);
        require(!closed.isNegative() && closed.compareTo(LONGEST) <= 0, "Closed for %s", closed);
        Budget.Mode mode = budgets.mode(FAMILY);
        Budgets.Admission admission = budgets.admit(FAMILY, false);
        Duration delay = admission.delay();
        require(!delay.isNegative() && delay.compareTo(LONGEST) <= 0, "To be sent in %s", delay);
        boolean blocked = mode == Budget.Mode.BLOCKED;
        boolean probe = admission.grant() == Budgets.Grant.PROBE;
        require(!blocked || admission.grant() == Budgets.Grant.NONE || probe, "Granted while blocked");
        int concurrency = budgets.concurrency(FAMILY);
        require(concurrency > 0 && concurrency <= LocalBudgets.MOST_AT_ONCE, "%d at once", concurrency);
        require(budgets.take(FAMILY, probe) || blocked, "Nothing left while %s", mode);
        RateLimitFields fields = budgets.fields(FAMILY);
        long remaining = number(fields.rateLimit(), "r");
        require(remaining >= 0 && remaining <= number(fields.policy(), "q"), "Told is %s", fields);
        require(number(fields.rateLimit(), "t") >= 0 && number(fields.policy(), "w") >= 0, "Told is %s", fields);
        for (BudgetReport.Family told :
                BudgetReport.of(budgets, clock.instant(), clock.instant()).families()) {
            require(told.remaining() >= 0 && told.remaining() <= told.limit(), "Told is %s", told);
            require(told.resetAt() >= clock.instant().getEpochSecond(), "Told is %s", told);
        }
    }

    private static long number(String field, String parameter) {
        List<? extends ListElement<?>> list = Parser.parseList(field).get();
        require(list.size() == 1, "One window: %s", field);
        return (Long) list.get(0).getParams().get(parameter).get();
    }
}
