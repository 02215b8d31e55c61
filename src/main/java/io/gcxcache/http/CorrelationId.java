package io.gcxcache.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The id by which Genesys Cloud and its clients speak of one request. It secures nothing. */
final class CorrelationId {
    static final String HEADER = "ININ-Correlation-Id";

    private CorrelationId() {}

    /** The id that the reply to a request names; from now on it does. */
    static String of(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        String id = headers.get(HEADER);
        if (id == null) {
            id = fresh();
            headers.set(HEADER, id);
        }
        return id;
    }

    static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
