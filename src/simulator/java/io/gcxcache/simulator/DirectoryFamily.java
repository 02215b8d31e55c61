package io.gcxcache.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The routing directories and the endpoint that lists their entries. */
final class DirectoryFamily implements ApiFamily {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final Map<String, Integer> DEFAULT_COUNTS =
            Map.of("internal_agents", 1180, "external_vendors", 320, "emergency_contacts", 12);
    private static final Duration AGE_AT_START = Duration.ofDays(1);

    private final Clock clock;
    private final Map<String, SimulatedDirectory> directories = new ConcurrentHashMap<>();

    DirectoryFamily(Clock clock) {
        this.clock = clock;
        DEFAULT_COUNTS.forEach((id, count) -> directories.put(id, create(id, count)));
    }

    @Override
    public String name() {
        return "routing-directories";
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v2/routing/directories/:id/entries", "routing:directory:read", this::entries));
    }

    SimulatedDirectory directory(String id) {
        return directories.computeIfAbsent(id, unknown -> create(unknown, 0));
    }

    private SimulatedDirectory create(String id, int count) {
        return new SimulatedDirectory(id, count, AGE_AT_START, clock, gone -> directories.remove(id, gone));
    }

    private Reply entries(ApiRequest call) {
        SimulatedDirectory directory = directories.get(call.pathParameter("id"));
        if (directory == null) {
            throw new Refusal(ErrorReplies.of(404, "No such directory", call.correlationId()));
        }
        PagingStyle style = directory.paging();
        PageRequest page = PageRequest.read(call, style.parameter());
        call.show(Effect.TornPage.class).ifPresent(torn -> directory.change());
        SimulatedDirectory.Content content = directory.content();
        boolean unchanged = page.number() == 1
                && call.header("If-Modified-Since")
                        .flatMap(DirectoryFamily::date)
                        .filter(since -> !content.lastModified().isAfter(since))
                        .isPresent();
        Reply reply = unchanged
                ? Reply.notModified()
                : Reply.json(200, style.body(new ListPage(call, page, content.entries())));
        return reply.with("Last-Modified", HTTP_DATE.format(content.lastModified()));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
