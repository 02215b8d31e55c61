package io.gcxcache.catalogue;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes what is given of one resource, once it is allowed, whole: what is not said follows from the rest. */
record Completion(Given given, Defaults defaults) {
    Resource resource() {
        return switch (given.kind()) {
            case LIST ->
                new ListResource(
                        declaration("", defaults.listTimeLimit().toSeconds(), defaults.staleWindow()),
                        given.has("ttl") && !(given.get("ttl") instanceof Long)
                                ? defaults.directoryTtl()
                                : ListTtl.of(given.number("ttl", 300)),
                        parameters(),
                        (int) given.number("pageSize", 100),
                        given.text("paging", isScan() ? "scan" : "number").equals("scan"),
                        given.text("id", "id"),
                        given.isDirectory());
            case PAGE, OBJECT ->
                new ReadResource(
                        declaration("", 60, defaults.staleWindow()),
                        Duration.ofSeconds(given.number("ttl", 300)),
                        parameters());
            case QUERY ->
                new QueryResource(declaration("-query", 60, defaults.reportStaleWindow()), reading(), parameters());
            case REPORT ->
                new ReportResource(declaration("-run", 600, defaults.reportStaleWindow()), reading(), ofReport());
            case JOB -> new JobResource(declaration("-run", 600, defaults.reportStaleWindow()), reading(), ofJob());
        };
    }

    private Parameters parameters() {
        return new Parameters(
                given.texts("drop", List.of()), given.texts("arrays", List.of()), given.texts("live", List.of()));
    }

    private Declaration declaration(String familySuffix, long timeLimit, Duration staleWindow) {
        Template path = Template.of(given.text(Property.PATH, ""));
        String id = path.gaps().isEmpty() ? null : path.gaps().get(0);
        return new Declaration(
                given.kind(),
                given.name(),
                path,
                Template.of(given.text(Property.KEY, derivedKey(id))),
                given.texts("tags", List.of()).stream().map(Template::of).toList(),
                given.text(
                        "subject",
                        id == null ? given.kind().word() : given.name().replace('-', '_') + "_id"),
                given.text("family", family(isRead() ? 2 : 1) + familySuffix),
                given.text("permission", null),
                given.text(
                        "fetch",
                        "direct:gcx-fetch-" + fetchedAs(given.kind()).name().toLowerCase(Locale.ROOT)),
                Duration.ofSeconds(given.number("staleWindow", staleWindow.toSeconds())),
                Duration.ofSeconds(given.number("timeLimit", timeLimit)),
                given.flag("shareable", false),
                given.texts("writtenBy", List.of()).stream()
                        .map(WritePattern::of)
                        .toList(),
                given.schedules().stream().map(Schedule::of).distinct().toList(),
                Fingerprint.of(given));
    }

    private boolean isRead() {
        return given.kind().method().equals("GET");
    }

    private static Kind fetchedAs(Kind kind) {
        return switch (kind) {
            case REPORT -> Kind.JOB;
            case OBJECT -> Kind.PAGE;
            default -> kind;
        };
    }

    /** Genesys's scans have the word in their path, and refuse page numbers. */
    private boolean isScan() {
        return List.of(given.text(Property.PATH, "").split("/")).contains("scan");
    }

    private String derivedKey(String id) {
        if (given.kind() == Kind.PAGE || given.kind() == Kind.OBJECT) {
            return Declaration.API_KEYS + given.kind().method() + ':' + given.text(Property.PATH, "");
        }
        if (given.kind() == Kind.REPORT) {
            return "gcx:analytics:{" + id + '}';
        }
        return id == null ? "gcx:" + given.kind().word() + ':' + given.name() : "gcx:" + given.name() + ":{" + id + '}';
    }

    /** The first words of the path behind its version, up to the first id. */
    private String family(int words) {
        String family = String.join(
                "-",
                Arrays.stream(given.text(Property.PATH, "").split("/"))
                        .skip(2)
                        .dropWhile(word -> word.matches("v\\d+"))
                        .takeWhile(word -> !word.startsWith("{"))
                        .limit(words)
                        .map(word -> word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-"))
                        .toList());
        return family.isEmpty() ? "api" : family;
    }

    private Reading reading() {
        Object ttl = given.get("ttl");
        TtlRules rules = ttl instanceof Long seconds
                ? TtlRules.parse(List.of(seconds.toString()))
                : ttl instanceof List<?> ? TtlRules.parse(Given.strings(ttl)) : defaults.reportTtl();
        boolean report = given.kind() == Kind.REPORT;
        return new Reading(
                Set.copyOf(given.texts("sets", List.of("..metrics", "..groupBy", "..predicates"))),
                Absences.byPath(given.values().getOrDefault("defaults", Map.of())),
                Set.copyOf(given.texts("empties", List.of())),
                Set.copyOf(given.texts("instants", List.of("interval"))),
                Align.valueOf(given.text("align", given.kind() == Kind.JOB ? "none" : "live")
                        .toUpperCase(Locale.ROOT)),
                Dates.valueOf(given.text("dates", report ? "words" : "instants").toUpperCase(Locale.ROOT)),
                given.flag("localized", report),
                ZoneId.of(given.text("timeZone", "UTC")),
                rules);
    }

    private Polling ofReport() {
        return polling("reportId", "status", List.of("completed"), List.of("processing"), "message", false);
    }

    private Polling ofJob() {
        return polling("jobId", "state", List.of("FULFILLED"), List.of("QUEUED", "PENDING"), "errorMessage", true);
    }

    private Polling polling(
            String id, String state, List<String> done, List<String> running, String message, boolean ofJob) {
        String poll = given.text("poll", given.text(Property.PATH, "") + "/{" + Polling.RUN + '}');
        String results = given.text("results", ofJob ? poll + "/results" : null);
        return new Polling(
                Template.of(poll),
                given.text("fetchFamily", family(1) + "-fetch"),
                given.text("idField", id),
                given.text("stateField", state),
                Set.copyOf(given.texts("done", done)),
                Set.copyOf(given.texts("running", running)),
                given.text("messageField", message),
                results == null ? null : Template.of(results),
                given.text("resultsField", "results"),
                (int) given.number("pageSize", 1000),
                given.flag("cleanUp", ofJob));
    }
}
