package io.gcxcache.resource;

import io.gcxcache.cache.Directive;
import io.gcxcache.upstream.Problem;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.caffeine.CaffeineConstants;

/** The first step of a resource: checks the asked-for id and makes the question with its key. */
final class QuestionStep implements Processor {
    static final int LONGEST_ID = 128;

    private final Profile profile;
    private final Expression key;
    private final String idHeader;
    private final InstantSource clock;

    /**
     * @param idHeader the header that carries the id, or null if the resource has none
     */
    QuestionStep(Profile profile, Expression key, String idHeader, InstantSource clock) {
        this.profile = profile;
        this.key = key;
        this.idHeader = idHeader;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String id = null;
        if (idHeader != null) {
            id = message.getHeader(idHeader, String.class);
            if (!isName(id)) {
                throw Problem.badRequest("The id of a " + profile.name()
                        + " has 1 to 128 characters out of A-Z a-z 0-9 . _ ~ - and is neither . nor ..");
            }
        }
        String name = key.evaluate(exchange, String.class);
        message.setHeader(CaffeineConstants.KEY, name);
        exchange.setProperty(
                Question.PROPERTY, new Question(profile, name, id, Directive.FRESH, clock.millis(), System.nanoTime()));
    }

    /** Whether a text may stand in a path and in a key: {@code [A-Za-z0-9._~-]{1,128}}, not {@code .} or {@code ..}. */
    static boolean isName(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_ID || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean unreserved = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '~'
                    || c == '-';
            if (!unreserved) {
                return false;
            }
        }
        return true;
    }
}
