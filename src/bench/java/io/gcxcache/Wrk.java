package io.gcxcache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a round of wrk found: one thread on 32 connections, each of which asks again as soon as it is answered.
 *
 * @param requests how many were answered
 * @param perSecond how many in a second
 */
record Wrk(long requests, double perSecond) {
    private static final List<String> COMMAND = List.of("wrk", "-t1", "-c32");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec: +([\\d.]+)");
    private static final Pattern FAULTS = Pattern.compile("(Non-2xx or 3xx responses|Socket errors): .*");

    /** @param options more options, and the address */
    static Wrk run(Duration time, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
        command.add("-d" + time.toSeconds() + "s");
        command.addAll(options);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher faults = FAULTS.matcher(output);
        Matcher requests = REQUESTS.matcher(output);
        Matcher perSecond = PER_SECOND.matcher(output);
        if (wrk.waitFor() != 0 || faults.find() || !requests.find() || !perSecond.find()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
        return new Wrk(Long.parseLong(requests.group(1)), Double.parseDouble(perSecond.group(1)));
    }

    /** Options by which it asks for many paths in turn. */
    static List<String> inTurn(Path folder, String prefix, int count) throws IOException {
        Path script = folder.resolve("keys.lua");
        Files.writeString(script, """
                local requests, i = {}, 0
                init = function()
                  for key = 0, %d do requests[key] = wrk.format("GET", "%s" .. key) end
                end
                request = function()
                  i = (i + 1) %% %d
                  return requests[i]
                end
                """.formatted(count - 1, prefix, count));
        return List.of("-s", script.toString());
    }

    /** Options by which it posts JSON. */
    static List<String> posting(Path folder, String body) throws IOException {
        Path script = folder.resolve("post.lua");
        Files.writeString(script, """
                wrk.method = "POST"
                wrk.body = [[%s]]
                wrk.headers["Content-Type"] = "application/json"
                """.formatted(body));
        return List.of("-s", script.toString());
    }
}
