package io.gcxcache.catalogue;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One property that a declaration may have.
 *
 * @param name as it is written in YAML
 * @param form what is allowed
 * @param what what it says and what holds without it, for people and editors
 */
record Property(String name, Form form, String what) {
    static final String PATH = "path";
    static final String KEY = "key";
    static final String DIRECTORY_TTL = "gcx.directory.ttl.*";
    static final String REPORT_TTL = "gcx.report.ttl.*";
    static final String DIRECTORY = "directory";
    static final String SCHEDULE = "schedule";

    /** The fields of an audit event, and of the document that a list becomes. */
    private static final String TAKEN = "seq|prev|opens|timestamp|event|key|details|entries|entry_count|ttl_seconds"
            + "|created_at|last_modified|invalidation_directive";

    private static final int MONTH = 2_678_400;
    private static final int DAY = 86_400;
    private static final Form FLAG = new Form.Flag();
    private static final Form FIELD = text(Absences.NAME, "the name of a field: up to 64 out of A-Z a-z 0-9 _");
    private static final Form PATHS = new Form.Texts(
            new Form.Text(
                    Absences.PATH,
                    "a path: names of fields with dots between, [] behind those whose elements are meant, and two dots"
                            + " before it for any depth"),
            0,
            "a list of paths, for example [metrics, filter.predicates]");
    private static final Form FAMILY = text("[a-z0-9][a-z0-9-]{0,63}", "a word: up to 64 out of a-z 0-9 -");
    private static final Form STATES = new Form.Texts(
            text(".{1,64}", "a state: a text of up to 64 characters"), 1, "a list of states, for example [FULFILLED]");
    private static final Form ADDRESS = text(
            "/api(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+|/\\{[A-Za-z][A-Za-z0-9]*\\}){1,32}",
            "a path below /api/, for example /api/v2/routing/queues or /api/v2/groups/{groupId}/members");

    private static final List<Property> COMMON = List.of(
            new Property(
                    PATH, ADDRESS, "The path at Genesys; one name in braces stands for the id asked for. Required."),
            new Property(
                    "permission",
                    text("[A-Za-z][A-Za-z0-9:_*-]{0,127}", "a permission or scope, for example routing:queue:view"),
                    "The permission that Genesys asks for, named when it refuses."),
            new Property(
                    KEY,
                    text(
                            "(?:[A-Za-z0-9._~:-]|\\{[A-Za-z][A-Za-z0-9]*\\}){1,256}",
                            "a text out of A-Z a-z 0-9 . _ ~ : - and the path's id in braces"),
                    "What names a question, with the path's id in braces; follows from the name unless set. Hash and"
                            + " locale of what is posted are put behind it, the locale if it is localized."),
            new Property(
                    "tags",
                    new Form.Texts(
                            text(
                                    "(?:[a-z0-9._~-]|\\{[A-Za-z][A-Za-z0-9]*\\}){1,128}",
                                    "a tag: up to 128 out of a-z 0-9 . _ ~ - and the path's id in braces"),
                            0,
                            "a list of tags, for example [telephony, site-{siteId}]"),
                    "More tags of every entry, beside those that follow from name and id."),
            new Property(
                    "subject",
                    text(
                            "(?!(?:" + TAKEN + ")$)[a-z][a-z0-9_]{0,63}",
                            "a word: a letter, then up to 63 out of a-z 0-9 _, and no field that is there already ("
                                    + TAKEN.replace("|", ", ") + ")"),
                    "The audit field that says which one was asked for; follows from kind and name unless set."),
            new Property(
                    "family", FAMILY, "The rate limit that calls count against; follows from the path unless set."),
            new Property(
                    "fetch",
                    text("[a-z][a-z0-9+.-]*:\\S+", "an endpoint, for example direct:my-own"),
                    "The endpoint that fetches it, if not the one of its kind in fetch.camel.yaml."),
            new Property(
                    "staleWindow",
                    Form.seconds(0, MONTH),
                    "How much longer than its TTL it may be served; gcx.stale.window (lists) or gcx.stale.report-window"
                            + " unless set."),
            new Property(
                    "timeLimit",
                    Form.seconds(1, DAY),
                    "How long a fetch may take in all; gcx.list.time-limit (lists), 60 s (queries) or 600 s (reports, jobs)"
                            + " unless set."),
            new Property("shareable", FLAG, "Whether shared caches in front may keep it; false unless set."),
            new Property(
                    "writtenBy",
                    new Form.Texts(
                            text(
                                    WritePattern.LOOK,
                                    "a method or *, a blank and a path below /api/, in which * is any word and /** at the"
                                            + " end whatever follows; with ! before it, what does not count"),
                            0,
                            "a list of writes, for example [\"* /api/v2/users/*/queues\"]"),
                    "Writes that change it, beside those at its own path and below. With ! before them, writes below its"
                            + " path that change nothing of it but what is live."));

    private static final Form ZONE =
            new Form.Checked(Reading::isZone, "a time zone, for example Europe/Berlin or +01:00");
    private static final Property CRON = new Property(
            Schedule.CRON,
            new Form.Checked(
                    Schedule::isCron,
                    "a cron expression of Quartz (seconds, minutes, hours, day of the month, month, day of the week, and"
                            + " perhaps a year; ? for the day that does not count), for example 0 30 6 ? * MON-FRI"),
            "A cron expression of Quartz, seconds first.");
    private static final Property SCHEDULE_ZONE =
            new Property(Schedule.TIME_ZONE, ZONE, "Where its times of day are; UTC unless set.");
    private static final Property SCHEDULE_ID = new Property(
            Schedule.ID,
            text("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}", "an id: 1 to 128 out of A-Z a-z 0-9 . _ ~ -"),
            "Which one is asked for, where the path has an id.");
    private static final Property SCHEDULE_QUERY = new Property(
            Schedule.QUERY, new Form.Fields(), "What is posted, as clients post it, with its own time zone.");
    private static final Property SCHEDULE_LOCALE = new Property(
            Schedule.LOCALE,
            text("(?=.{1,35}$)[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", "a language, for example de-DE"),
            "The language that the answer is to have; en-US unless set.");

    private static final List<Property> SPELLING = List.of(
            new Property(
                    "drop",
                    new Form.Texts(
                            text("[^=&]{1,64}=[^&]{0,128}", "a parameter and its value, for example sortOrder=asc"),
                            0,
                            "a list of parameters with their values, for example [pageNumber=1]"),
                    "Parameters that mean the same if they are left out with this value."),
            new Property(
                    "arrays",
                    new Form.Texts(
                            text("[^=&,]{1,64}", "the name of a parameter"),
                            0,
                            "a list of parameters, for example [id, expand]"),
                    "Parameters whose values are sets: their order makes no other question, nor whether they come with"
                            + " commas or by repeating the name."));

    private static final Property LIVE = new Property(
            "live",
            new Form.Texts(
                    text(
                            "[^=&,]{1,64}=[^&,]{1,128}:[1-9]\\d{0,4}",
                            "a parameter, its value (* for any) and seconds, for example expand=presence:10"),
                    0,
                    "a list of parameters, values and seconds, for example [\"expand=presence:10\"]"),
            "Parameters with which the answer changes by the second, and how long it is fresh then; it is never"
                    + " served older than 60 s.");

    private static final List<Property> OF_LISTS = List.of(
            new Property("pageSize", new Form.Whole("a number of entries", 1, 1000), "Entries a page; 100 unless set."),
            new Property(
                    "paging",
                    words("number", "scan"),
                    "How pages are asked for: number, by pageSize and pageNumber; scan, by limit and the cursor of the page"
                            + " before. scan if the path has that word, otherwise number unless set."),
            new Property(
                    "id",
                    FIELD,
                    "The field that tells entries apart, so that one that comes twice shows that the list changed while it"
                            + " was read; none if they have none. id unless set."),
            new Property(
                    "model",
                    new Form.Word(DIRECTORY),
                    "What entries have to look like. directory: with id and name, and TTLs from 30 to 3600 s."));

    private static final List<Property> POSTED = List.of(
            new Property(
                    "ttl",
                    new Form.Either(List.of(
                            Form.seconds(1, TtlRules.LONGEST),
                            new Form.Texts(
                                    new Form.Rule(), 1, "a list of TTL rules, of which the last has no conditions"),
                            new Form.Word(REPORT_TTL))),
                    "How long an answer is fresh, or rules for it; gcx.report.ttl.* unless set."),
            new Property(
                    "sets",
                    PATHS,
                    "Arrays that are sets: their order makes no other question. A path counts from the top of the query,"
                            + " [] goes into the elements of an array, and ..predicates is a field at any depth."
                            + " [..metrics, ..groupBy, ..predicates] unless set."),
            new Property(
                    "defaults",
                    new Form.ByPath(),
                    "Values that mean the same if they are left out, by their paths; a mapping goes on with its paths, and"
                            + " may be left out if nothing else is in it."),
            new Property("empties", PATHS, "Arrays that mean the same if they are left out as if they are empty."),
            new Property(
                    "instants",
                    new Form.Texts(FIELD, 0, "a list of fields, for example [interval]"),
                    "Fields of the query that are intervals; [interval] unless set."),
            new Property(
                    "align",
                    words("live", "none"),
                    "Whether an end that is now is taken for now, so that polls share their answers: live, or none where"
                            + " every end means its instant. For jobs none, otherwise live unless set."),
            new Property(
                    "dates",
                    words("words", "instants"),
                    "What Genesys is sent as dates: words such as now, or instants. For reports words, otherwise instants"
                            + " unless set."),
            new Property(
                    "localized",
                    FLAG,
                    "Whether the answer depends on the language, which is then sent to Genesys. For reports true,"
                            + " otherwise false unless set."),
            new Property("timeZone", ZONE, "The time zone of queries that name none; UTC unless set."));

    private static final List<Property> POLLED = List.of(
            new Property(
                    "poll", ADDRESS, "The path that tells how far the run {run} is; the path and {run} unless set."),
            new Property("fetchFamily", FAMILY, "The rate limit of all calls but the first; follows from the path."),
            new Property("idField", FIELD, "The field of the first answer that names the run."),
            new Property("stateField", FIELD, "The field of a poll's answer that tells the state."),
            new Property("done", STATES, "The states in which the results are there, in any case."),
            new Property("running", STATES, "The states in which to poll again; all others have failed."),
            new Property("messageField", FIELD, "The field of a poll's answer that tells why a run failed."),
            new Property(
                    "results", ADDRESS, "The path of the results' pages; the poll's path and /results unless set."),
            new Property("resultsField", FIELD, "The field of a page that holds its results; results unless set."),
            new Property(
                    "pageSize", new Form.Whole("a number of results", 1, 10_000), "Results a page; 1000 unless set."),
            new Property("cleanUp", FLAG, "Whether the run is deleted in the end, however it went; for jobs true."));

    private static final Property READ = schedule(List.of(CRON, SCHEDULE_ZONE, SCHEDULE_ID), List.of(Schedule.CRON));
    private static final Property ASKED = schedule(
            List.of(CRON, SCHEDULE_ZONE, SCHEDULE_QUERY, SCHEDULE_LOCALE), List.of(Schedule.CRON, Schedule.QUERY));
    private static final Property REPORTED = schedule(
            List.of(CRON, SCHEDULE_ZONE, SCHEDULE_ID, SCHEDULE_QUERY, SCHEDULE_LOCALE),
            List.of(Schedule.CRON, Schedule.ID, Schedule.QUERY));

    /** What a declaration of a kind may say. */
    static List<Property> of(Kind kind, boolean directory) {
        return switch (kind) {
            case LIST -> joined(List.of(COMMON, List.of(listTtl(directory)), OF_LISTS, SPELLING, List.of(LIVE, READ)));
            case PAGE -> joined(List.of(withoutKey(), List.of(listTtl(false)), SPELLING, List.of(LIVE)));
            case OBJECT -> joined(List.of(withoutKey(), List.of(listTtl(false)), SPELLING, List.of(LIVE, READ)));
            case QUERY -> joined(List.of(COMMON, POSTED, SPELLING, List.of(ASKED)));
            case REPORT -> joined(List.of(COMMON, POSTED, POLLED, List.of(REPORTED)));
            case JOB -> joined(List.of(COMMON, POSTED, POLLED, List.of(ASKED)));
        };
    }

    private static Property listTtl(boolean directory) {
        return new Property(
                "ttl",
                directory
                        ? new Form.Either(List.of(
                                Form.seconds((int) ListTtl.SHORTEST_OF_DIRECTORY, (int) ListTtl.LONGEST_OF_DIRECTORY),
                                new Form.Word(DIRECTORY_TTL)))
                        : Form.seconds(1, DAY),
                "How long it is fresh; 300 s unless set. gcx.directory.ttl.* stands for the TTLs of directories in the"
                        + " settings.");
    }

    private static Property schedule(List<Property> fields, List<String> needed) {
        return new Property(
                SCHEDULE,
                new Form.Timed(fields, needed),
                "When it is asked for by the clock, so that it is there before people ask; what is fresh is not fetched."
                        + " Never unless set.");
    }

    private static Form words(String one, String other) {
        return new Form.Either(List.of(new Form.Word(one), new Form.Word(other)));
    }

    private static Form text(String look, String allowed) {
        return new Form.Text(Pattern.compile(look), allowed);
    }

    /** Their keys are Genesys's own addresses. */
    private static List<Property> withoutKey() {
        return COMMON.stream().filter(property -> !property.name().equals(KEY)).toList();
    }

    private static List<Property> joined(List<List<Property>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
