package io.gcxcache.api;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.upstream.AnswerFields;
import io.gcxcache.upstream.Problem;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.Exchange;

/** The step of {@code gcx-fetch-page} behind the call: one thing, or one page, as it came. */
public final class PageFetch {
    private static final int LONGEST = 4 << 20;

    /** An answer with one of these is good for whom it was made for, and for a short time. */
    private static final Set<String> OF_ONE_CLIENT = Set.of("downloadUrl", "presignedUrl", "connectUri");

    PageFetch() {}

    /** Turns the answer into an {@link Answer}. */
    public Answer render(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String what = ask.question().key();
        if (AnswerFields.read(body, what, OF_ONE_CLIENT).properties().stream()
                .anyMatch(field -> OF_ONE_CLIENT.contains(field.getKey()))) {
            throw Problem.upstream(what + " was answered with an address that is good for one client only");
        }
        if (body.length > LONGEST) {
            throw Problem.upstream(what + " was answered with " + body.length + " bytes, more than the " + LONGEST
                    + " that are kept of one page");
        }
        Declaration declaration = ask.resource().declaration();
        Duration ttl = ask.live() == null ? ((Resource.Read) ask.resource()).ttl(ask.id()) : ask.live();
        return new Answer(Body.asItCame(body), ttl, declaration.staleWindow(), null, null, false, false);
    }
}
