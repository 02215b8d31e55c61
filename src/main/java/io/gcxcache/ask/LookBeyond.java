package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Looks for an answer beyond this process, before Genesys is asked; waits for it without holding a thread. */
final class LookBeyond extends AsyncProcessorSupport {
    private final Backing backing;

    LookBeyond(Backing backing) {
        this.backing = backing;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Ask ask = Ask.of(exchange);
        Question question = ask.question();
        return Later.goOn(
                backing.board(question.key(), question.declaration().fingerprint(), ask.generation()),
                callback,
                exchange,
                ask::boards);
    }
}
