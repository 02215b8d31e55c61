package io.gcxcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** Reads as clients of every kind send them: most as one was sent before, some with whatever may make another answer due. */
final class RandomReads {
    /** In its place goes the token of whoever is named behind it. */
    static final String TOKEN = "Authorization: Bearer {%s}";

    private static final int HABITS = 24;

    private static final List<String> KEPT = List.of(
            "/gcx/directories/emergency_contacts",
            "/gcx/directories/emergency_contacts",
            "/gcx/directories/external_vendors",
            "/gcx/directories/emergency%5fcontacts",
            "/gcx/directories/emergency_contacts?locale=de",
            "/gcx/lists/routing-queues",
            "/gcx/lists/routing-queues",
            "/gcx/lists/skills",
            "/api/v2/routing/queues",
            "/api/v2/routing/queues?pageSize=25&pageNumber=2",
            "/api/v2/routing/queues?pageNumber=2&pageSize=25&sortOrder=asc",
            "/api/v2/routing/queues?pageSize=7&pageNumber=3",
            "/api/v2/users?pageSize=25&pageNumber=1",
            "/api/v2/users?pageSize=25&pageNumber=2",
            "/api/v2/users?pageSize=100&pageNumber=3",
            "/api/v2/users?expand=presence&pageSize=5",
            "/api/v2/routing/skills?pageSize=10",
            "/api/v2/organizations/me");

    /** What is refused, passed on, or of no list. */
    private static final List<String> ODD = List.of(
            "/gcx/directories/nobody",
            "/gcx/lists/nothing",
            "/gcx/lists/routing-queues?prefix=%zz",
            "/api/v2/routing/queues?pageSize=25&pageNumber=900",
            "/api/v2/users?pageSize=many",
            "/api/v2/users/nobody",
            "/api/v2/tokens/me",
            "/api/v2/nothing/here",
            "/nowhere");

    private static final List<String> LAST = List.of("Connection: close", "Host: ", "Transfer-Encoding: ");

    private final SplittableRandom random;
    private final List<String> clients;
    private final List<String> kept;
    private final List<Read> habits = new ArrayList<>();
    private final Map<String, String> etags = new ConcurrentHashMap<>();

    /**
     * @param client whose token is shown; empty if none is
     * @param fields lines without their ends
     */
    record Read(String method, String target, String version, String client, List<String> fields) {
        /** As it is sent. */
        String text() {
            String host = target.startsWith("http") ? "127.0.0.1" : "localhost";
            StringBuilder text =
                    new StringBuilder(method + ' ' + target + ' ' + version + "\r\nHost: " + host + "\r\n");
            fields.forEach(field -> text.append(field).append("\r\n"));
            return text.append("\r\n").toString();
        }

        /** Whether it may be told to come back for its answer. */
        boolean mayComeBack() {
            return fields.contains("Prefer: respond-async") || fields.contains("Prefer: wait=3");
        }

        /** Whether the connection may end behind it. */
        boolean mayBeLast() {
            return version.equals("HTTP/1.0")
                    || fields.stream().anyMatch(field -> LAST.stream().anyMatch(field::startsWith));
        }
    }

    /** @param ids of what there is, by its path at Genesys */
    RandomReads(SplittableRandom random, List<String> clients, Map<String, List<String>> ids) {
        this.random = random;
        this.clients = clients;
        this.kept = new ArrayList<>(KEPT);
        ids.forEach((path, known) -> known.stream().limit(3).forEach(id -> kept.add(path + '/' + id)));
        for (int i = 0; i < HABITS; i++) {
            habits.add(plain());
        }
    }

    /** Takes note of what a reply says. */
    void answered(Read read, String reply) {
        int at = reply.indexOf("\r\nETag: ");
        if (at >= 0) {
            etags.put(read.target, reply.substring(at + 8, reply.indexOf("\r\n", at + 2)));
        }
    }

    Read next() {
        int chance = random.nextInt(100);
        if (chance < 78) {
            return habits.get(random.nextInt(habits.size()));
        }
        if (chance < 80) {
            habits.set(random.nextInt(habits.size()), plain());
        }
        Read read = chance < 92 ? habits.get(random.nextInt(habits.size())) : plain();
        for (int i = random.nextInt(3); i >= 0; i--) {
            read = changed(read);
        }
        return read;
    }

    private Read plain() {
        String target = random.nextInt(150) == 0
                ? "/gcx/directories/internal_agents"
                : one(random.nextInt(15) == 0 ? ODD : kept);
        boolean shows = target.startsWith("/api") ? random.nextInt(20) > 0 : random.nextInt(3) == 0;
        String client = shows ? one(clients) : "";
        List<String> fields = new ArrayList<>();
        if (shows) {
            fields.add(TOKEN.formatted(client));
        }
        if (random.nextInt(2) == 0) {
            fields.add(one(List.of("User-Agent: wallboard/1.2", "User-Agent: wallboard/1.3", "User-Agent: curl")));
        }
        if (random.nextInt(3) == 0) {
            fields.add(one(List.of("Accept-Encoding: gzip", "Accept-Encoding: gzip, deflate, br", "Accept: */*")));
        }
        return new Read("GET", target, "HTTP/1.1", client, fields);
    }

    private Read changed(Read read) {
        return switch (random.nextInt(24)) {
            case 0 -> new Read("HEAD", read.target, read.version, read.client, read.fields);
            case 1 -> new Read(read.method, read.target, "HTTP/1.0", read.client, read.fields);
            case 2 ->
                read.target.startsWith("/")
                        ? new Read(
                                read.method, "http://127.0.0.1" + read.target, read.version, read.client, read.fields)
                        : read;
            case 3 ->
                new Read(
                        read.method,
                        read.target + (read.target.indexOf('?') < 0 ? '?' : '&') + "n=" + random.nextInt(),
                        read.version,
                        read.client,
                        read.fields);
            case 4, 5, 6, 7 -> with(read, "If-None-Match: " + etags.getOrDefault(read.target, "\"none\""));
            default -> with(read, field(read));
        };
    }

    private Read with(Read read, String field) {
        List<String> fields = new ArrayList<>(read.fields);
        fields.add(random.nextInt(fields.size() + 1), field);
        return new Read(read.method, read.target, read.version, read.client, fields);
    }

    private String field(Read read) {
        String etag = etags.getOrDefault(read.target, "\"none\"");
        return one(List.of(
                "If-None-Match: W/" + etag,
                "If-None-Match: *",
                "If-None-Match: \"wrong\"",
                "If-None-Match: \"wrong\" ,  " + etag,
                "If-None-Match:",
                "If-None-Match: " + etag.replace("\"", ""),
                "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT",
                "Accept: application/json",
                "Accept: text/html;q=0.5, */*;q=0.1",
                "Accept: image/png",
                "Accept-Language: de",
                "Accept-Language: en;q=0.3, de-DE",
                "Accept-Encoding: gzip",
                "Accept-Encoding: GZIP;q=0.5",
                "Accept-Encoding: gzip;q=0, identity",
                "Accept-Encoding: *",
                "Accept-Encoding: br",
                "Accept-Encoding:",
                "accept-encoding: x-gzip",
                "Prefer: respond-async",
                "Prefer: wait=3",
                "Prefer: exact",
                "Cache-Control: only-if-cached",
                "Cache-Control: no-cache",
                "Pragma: no-cache",
                "Range: bytes=0-9",
                "Connection: keep-alive",
                "Connection: Keep-Alive",
                "Connection: close",
                "Connection: keep-alive, te",
                "Content-Length: 0",
                "Content-Type: application/json",
                "Transfer-Encoding: gzip",
                "Host: localhost",
                "User-Agent: nobody's",
                "User-Agent: " + "long/".repeat(60),
                "User-Agent: /1",
                "User-Agent:",
                "Origin: https://board.example.org",
                "Origin: https://elsewhere.example.org",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-origin",
                "X-Forwarded-For: 192.0.2.7",
                "Forwarded: for=192.0.2.7",
                "Cookie: a=b",
                "Via: 1.1 somebody",
                "ININ-Correlation-Id: 4711",
                "Upgrade: h2c",
                "Authorization: Basic YTpi",
                "Authorization: bearer nothing",
                TOKEN.formatted(one(clients))));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
