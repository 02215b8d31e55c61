package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the token as soon as the routes are up, so that wrong credentials are told at the start, not at the first miss. */
record FirstLogin(TokenSource tokens) implements ExtendedStartupListener {
    private static final Logger LOG = LoggerFactory.getLogger(FirstLogin.class);

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // routes are not up yet
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        tokens.token().whenComplete((token, failure) -> {
            if (failure != null) {
                LOG.error(
                        "No access token: {}",
                        tokens.failure().map(Problem::detail).orElse("unknown"));
            }
        });
    }
}
