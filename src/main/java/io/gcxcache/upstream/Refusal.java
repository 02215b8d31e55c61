package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import org.apache.camel.Message;

/** What is told of an answer that is none and would be none another time: whose fault it is, and Genesys's own reason. */
final class Refusal {
    private Refusal() {}

    static Problem of(UpstreamCall call, int status, Message answer) {
        String words = GenesysWords.behind(answer, call.token());
        String told = "Genesys answered " + status + " to " + call.describe();
        return switch (status) {
            case 202, 204, 205 -> Problem.notForAll(told + ", which brings no answer" + words);
            case 206 -> Problem.upstream(told + ", with a part of an answer that nobody asked for");
            case 304 -> Problem.upstream(told + ", not modified, which nobody asked for");
            case 400 ->
                call.isOfTheGatewaysChoice() ? Problem.upstream(told + words) : Problem.badRequest(told + words);
            case 403 ->
                Problem.denied("Genesys refused access (403) to " + call.describe() + reason(words) + hint(call));
            case 404 -> Problem.notFound("Genesys knows nothing at " + call.describe() + words);
            case 409 -> Problem.conflict(told + words);
            case 413 -> Problem.tooLarge(told + words);
            case 422 -> Problem.unprocessable(told + words);
            default ->
                status >= 300 && status < 400
                        ? Problem.notForAll(
                                told + ", a redirect, which is not followed; gcx.genesys.api-url may be wrong")
                        : Problem.upstream(told + words);
        };
    }

    private static String reason(String words) {
        return words.isEmpty() ? ": it does not say why, as if something before it had refused" : words;
    }

    private static String hint(UpstreamCall call) {
        return call.scope() == null ? "" : " (it needs the scope " + call.scope() + ")";
    }
}
