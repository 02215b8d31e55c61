package io.gcxcache.http;

import io.gcxcache.fuzz.JsonChanges;
import io.gcxcache.fuzz.TextChanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * One request in its parts, which may be changed at will: it always ends where it says it does.
 *
 * @param method no blanks in it, as little as in target and version
 * @param headers lines without their ends; none of them tells a length or a coding of the transfer
 */
record FramedRequest(String method, String target, String version, List<String> headers, String body) {
    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "QUERY", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X");
    private static final List<String> TARGETS = List.of(
            "/gcx/directories/emergency_contacts",
            "/gcx/directories/emergency_contacts/verification",
            "/gcx/lists/routing-queues",
            "/gcx/queries/conversations-aggregates",
            "/gcx/queries/queues-observations",
            "/gcx/entries",
            "/gcx/invalidations",
            "/gcx/runs",
            "/gcx/notifications",
            "/gcx/directories/emergency_contacts%5c..",
            "/api/v2/users/x%3fa=b/..%2f..%2foauth",
            "/observe/metrics");
    private static final List<String> PARAMETERS = List.of(
            "locale=de-DE",
            "locale=%00",
            "locale=x-private-" + "a".repeat(40),
            "timeZone=Europe/Berlin",
            "timeZone=%2B25:00",
            "reportVersion=2",
            "prefix=gcx:",
            "prefix=%ff",
            "after=gcx:directory:emergency_contacts",
            "limit=1",
            "limit=0",
            "limit=-1",
            "limit=2147483648",
            "limit=%d9%a3",
            "reason=" + "why".repeat(80),
            "a=b=c;d",
            "=",
            "%");
    private static final List<String> LINES = List.of(
            "Accept: */*",
            "Accept: text/event-stream;q=0.000, application/json;q=2",
            "Accept-Encoding: gzip;q=1.0, identity; q=0.5, *;q=0",
            "Accept-Language: de-DE-1996, *;q=0.1",
            "Accept-Language: ,,;q=",
            "Authorization: Basic Og==",
            "Cache-Control: no-store, max-age=-1, only-if-cached",
            "Connection: close",
            "Connection: keep-alive, close, te",
            "Connection: Upgrade",
            "Content-Encoding: gzip",
            "Content-Encoding: gzip, gzip",
            "Content-Encoding: identity",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-MD5: x",
            "Cookie: " + "a=b; ".repeat(100),
            "Expect: 100-continue",
            "Expect: 200-ok",
            "Forwarded: for=\"[::1]\";host=elsewhere",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "If-Match: *",
            "If-None-Match: *",
            "If-None-Match: W/\"\", \"a\\\"b\", W/",
            "If-Modified-Since: Thu, 99 Foo 2026 99:99:99 GMT",
            "If-Modified-Since: -1",
            "Keep-Alive: timeout=0, max=0",
            "Max-Forwards: -1",
            "Origin: null",
            "Prefer: respond-async",
            "Prefer: wait=0",
            "Prefer: wait=2, wait=99999, respond-async;x",
            "Prefer: wait=99999999999999999999",
            "Proxy-Connection: keep-alive",
            "Range: bytes=0-0,-1,5-2",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: none",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "TE: trailers, deflate;q=0.5",
            "Trailer: Content-Length",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "X-Forwarded-Host: elsewhere",
            "X-HTTP-Method-Override: DELETE",
            "CamelHttpUri: http://localhost:1/",
            "GcxKey: gcx:directory:emergency_contacts",
            ": nameless",
            "no colon",
            "X-Empty:");

    /** Reads a request that is one, and whose body has the length that it says. */
    static Optional<FramedRequest> read(String text) {
        int end = text.indexOf("\r\n\r\n");
        String[] lines = end < 0 ? new String[0] : text.substring(0, end).split("\r\n", -1);
        String[] first = lines.length == 0 ? new String[0] : lines[0].split(" ", -1);
        if (first.length != 3) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line : List.of(lines).subList(1, lines.length)) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16));
            } else {
                headers.add(line);
            }
            if (line.startsWith("Transfer-Encoding")) {
                return Optional.empty();
            }
        }
        String body = text.substring(end + 4);
        return body.length() == length
                ? Optional.of(new FramedRequest(first[0], first[1], first[2], headers, body))
                : Optional.empty();
    }

    /** The same, but what it posts has been asked by nobody before: it is no hit. */
    FramedRequest asNew(SplittableRandom random) {
        return with(
                method, target, headers, body.replaceFirst("^\\{\"", "{\"new\":" + random.nextInt(1 << 30) + ",\""));
    }

    FramedRequest changed(SplittableRandom random) {
        switch (body.isEmpty() ? random.nextInt(7) : random.nextInt(16)) {
            case 0:
                return with(random.nextInt(4) == 0 ? TextChanges.one(METHODS, random) : method, target, headers, body);
            case 1:
                return with(method, word(TextChanges.any(target, random)), headers, body);
            case 2:
                return with(method, target + separator() + TextChanges.one(PARAMETERS, random), headers, body);
            case 3:
                return with(method, TextChanges.one(TARGETS, random), headers, body);
            case 4:
                return headers.isEmpty() ? this : changedHeader(random);
            case 5, 6:
                List<String> more = new ArrayList<>(headers);
                more.add(random.nextInt(headers.size() + 1), TextChanges.one(LINES, random));
                return with(method, target, more, body);
            case 7:
                return with(method, target, headers, TextChanges.any(body, random));
            case 8:
                return gzipped();
            default:
                return with(method, target, headers, JsonChanges.any(body, random));
        }
    }

    private FramedRequest with(String newMethod, String newTarget, List<String> newHeaders, String newBody) {
        return new FramedRequest(newMethod, newTarget, version, newHeaders, newBody);
    }

    private char separator() {
        return target.indexOf('?') < 0 ? '?' : '&';
    }

    private FramedRequest changedHeader(SplittableRandom random) {
        List<String> others = new ArrayList<>(headers);
        int at = random.nextInt(headers.size());
        String line = headers.get(at);
        int value = line.indexOf(':') + 1;
        switch (random.nextInt(4)) {
            case 0 -> others.add(line);
            case 1 -> others.remove(at);
            default ->
                others.set(
                        at,
                        line.substring(0, value)
                                + TextChanges.any(line.substring(value), random).replaceAll("[\r\n]", " "));
        }
        return with(method, target, others, body);
    }

    private FramedRequest gzipped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> coded = new ArrayList<>(headers);
        coded.add("Content-Encoding: gzip");
        return with(method, target, coded, bytes.toString(StandardCharsets.ISO_8859_1));
    }

    /** One that ends nowhere but where the next blank is. */
    private static String word(String text) {
        String word = text.replaceAll("[\\x00-\\x20\\x7f\\x85\\xa0]", "_");
        return word.isEmpty() ? "/" : word;
    }

    /** The request as it is sent; with a length if it has a body, or none at all. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method + ' ' + target + ' ' + version + "\r\n");
        headers.forEach(line -> text.append(line).append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    /** The request as it is sent in chunks. */
    String inChunks(SplittableRandom random) {
        StringBuilder text = new StringBuilder(method + ' ' + target + ' ' + version + "\r\n");
        headers.forEach(line -> text.append(line).append("\r\n"));
        text.append("Transfer-Encoding: chunked\r\n\r\n");
        for (int from = 0; from < body.length(); ) {
            int to = Math.min(body.length(), from + 1 + random.nextInt(200));
            text.append(Integer.toHexString(to - from))
                    .append("\r\n")
                    .append(body, from, to)
                    .append("\r\n");
            from = to;
        }
        return text.append("0\r\n\r\n").toString();
    }
}
