package io.gcxcache.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what came on a connection as replies, and judges each: of what is not as it has to be, it complains. */
final class StrictReplies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2}) [ -~]*");
    private static final Pattern HEADER =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\\x20-\\x7e\\x80-\\xff]*)");

    /** What somebody who asks can be told; 502 and 503 only with their reasons, see {@link #judge}. */
    private static final Set<Integer> EXPECTED =
            Set.of(100, 200, 202, 304, 400, 401, 403, 404, 405, 408, 413, 414, 415, 421, 422, 431, 502, 503);

    /** With which a stack trace, the text of an exception, or the name of a class would begin. */
    private static final List<String> INSIDE =
            List.of("Exception", "java.", "javax.", "io.gcxcache", "io.netty", "io.vertx", "com.fasterxml", "at org.");

    private final String text;
    private final boolean perhapsHeads;
    private final List<Reply> replies = new ArrayList<>();
    private int at;

    /** @param headers by names in lower case */
    record Reply(int status, Map<String, String> headers, String body) {
        boolean isLast() {
            return "close".equals(headers.get("connection"));
        }
    }

    static final class Complaint extends Exception {
        private static final long serialVersionUID = 1L;

        Complaint(String what) {
            super(what);
        }
    }

    private StrictReplies(String text, boolean perhapsHeads) {
        this.text = text;
        this.perhapsHeads = perhapsHeads;
    }

    /**
     * All replies, those that are informational too.
     *
     * @param text bytes as characters
     * @param perhapsHeads whether HEAD may have been asked, whose reply tells the length of a body and has none
     * @param brokenOff whether the last reply may end early
     */
    static List<Reply> read(String text, boolean perhapsHeads, boolean brokenOff) throws Complaint {
        judgeText(text);
        StrictReplies read = new StrictReplies(text, perhapsHeads);
        try {
            while (read.at < text.length()) {
                read.next();
            }
        } catch (IndexOutOfBoundsException e) {
            if (!brokenOff) {
                throw new Complaint("The last reply breaks off");
            }
        }
        return read.replies;
    }

    /** Of whatever came, framed or not. */
    static void judgeText(String text) throws Complaint {
        for (String name : INSIDE) {
            if (text.contains(name)) {
                throw new Complaint("This tells what is inside: " + name);
            }
        }
    }

    private void next() throws Complaint {
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new Complaint("This is no status line");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                throw new Complaint("This is no header: " + line);
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            if (headers.put(name, header.group(2)) != null) {
                throw new Complaint("There are two headers " + name);
            }
        }
        int code = Integer.parseInt(status.group(1));
        Reply reply = new Reply(code, headers, body(code, headers));
        judge(reply);
        replies.add(reply);
    }

    private String line() {
        int end = text.indexOf(END, at);
        String line = text.substring(at, end);
        at = end + END.length();
        return line;
    }

    private String body(int status, Map<String, String> headers) throws Complaint {
        if (headers.containsKey("transfer-encoding")) {
            throw new Complaint("Replies of the gateway are not chunked");
        }
        String length = headers.get("content-length");
        if (status < 200 || status == 304) {
            return "";
        }
        if (length == null && perhapsHeads) {
            return null;
        }
        if (length == null || !length.matches("[0-9]{1,9}")) {
            throw new Complaint("The length is " + length);
        }
        int end = at + Integer.parseInt(length);
        if (perhapsHeads && (end > text.length() || at == text.length() || text.startsWith("HTTP/1.", at))) {
            return null;
        }
        String body = text.substring(at, end);
        at = end;
        return body;
    }

    static void judge(Reply reply) throws Complaint {
        int status = reply.status();
        if (!EXPECTED.contains(status)) {
            throw new Complaint("Nobody is to be told " + status);
        }
        if (status >= 200 && !reply.headers().containsKey("date")) {
            throw new Complaint("There is no Date");
        }
        if (isHealth(reply)) {
            return;
        }
        if (status == 503 && !reply.headers().containsKey("retry-after")) {
            throw new Complaint("A 503 without Retry-After");
        }
        if (status >= 400) {
            judgeProblem(reply);
        }
    }

    /** Whether it tells that the gateway is not well, as it is not where an event loop has to wait for the machine. */
    private static boolean isHealth(Reply reply) throws Complaint {
        if (reply.status() != 503 || !"application/json".equals(reply.headers().get("content-type"))) {
            return false;
        }
        try {
            JsonNode health = reply.body() == null ? null : JSON.readTree(reply.body());
            return health == null
                    || health.path("status").asText().equals("DOWN")
                            && health.path("checks").isArray();
        } catch (JsonProcessingException e) {
            throw new Complaint("A 503 that is no JSON");
        }
    }

    /** At Genesys's own paths, which name the id of every request, errors are told as Genesys tells them. */
    private static boolean isGenesyssError(Reply reply) throws Complaint {
        String id = reply.headers().get("inin-correlation-id");
        if (id == null || !"application/json".equals(reply.headers().get("content-type"))) {
            return false;
        }
        try {
            JsonNode error = reply.body() == null ? null : JSON.readTree(reply.body());
            return error == null
                    || error.path("status").asInt() == reply.status()
                            && error.path("contextId").asText().equals(id)
                            && !error.path("message").asText().isEmpty()
                    || !error.path("error_description").asText().isEmpty();
        } catch (JsonProcessingException e) {
            throw new Complaint("An error of Genesys that is no JSON");
        }
    }

    private static void judgeProblem(Reply reply) throws Complaint {
        if (isGenesyssError(reply)) {
            return;
        }
        if (!"application/problem+json".equals(reply.headers().get("content-type"))) {
            throw new Complaint("An error that is no problem document");
        }
        if (reply.body() == null) {
            return;
        }
        try {
            JsonNode problem = JSON.readTree(reply.body().getBytes(StandardCharsets.ISO_8859_1));
            String detail = problem.path("detail").asText();
            if (problem.path("status").asInt() != reply.status() || detail.isEmpty()) {
                throw new Complaint("A problem document that does not say what its status line says");
            }
            // The stand-in is asked what it does not understand; any other reason would be the gateway's own.
            if (reply.status() == 502 && !detail.startsWith("Genesys answered 400 ")) {
                throw new Complaint("A 502 that the stand-in did not cause");
            }
        } catch (JsonProcessingException e) {
            throw new Complaint("A problem document that is no JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
