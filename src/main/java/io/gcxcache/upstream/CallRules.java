package io.gcxcache.upstream;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.Budgets;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Usage;
import io.gcxcache.problem.Backoff;
import io.gcxcache.problem.Problem;
import io.gcxcache.problem.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides after every try of an {@link UpstreamCall} whether it is answered, tried again, or a {@link Problem}.
 *
 * <p>429 waits what {@code Retry-After} says, else 1, 2, 4 s, within the budget's longest wait. 408, 5xx and broken connections
 * back off with jitter. Both give up after {@value #MOST_TRIES} tries. 401 renews the token once. Nothing else is repeated,
 * see {@link Refusal}. A {@link Write} is not repeated after a failure either. What a {@link Relay} sends is answered with
 * what Genesys answers in the end.
 */
final class CallRules {
    static final int MOST_TRIES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(CallRules.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration PERMIT_BACKOFF = Duration.ofMillis(40);
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(60);
    private static final Duration HELD_BACK = Duration.ofMillis(250);

    /** They take memory; whoever floods with more is refused at once. */
    private static final int MOST_HELD_BACK = 1_000;

    private final Budgets budgets;
    private final TokenSource tokens;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Backoff permitBackoff;
    private final Semaphore heldBack = new Semaphore(MOST_HELD_BACK);

    CallRules(Budgets budgets, TokenSource tokens, Services services) {
        this.budgets = budgets;
        this.tokens = tokens;
        this.audit = services.audit();
        this.clock = services.clock();
        this.backoff = new Backoff(FIRST_BACKOFF, 2, LONGEST_BACKOFF, 0.5, 1.5, services.random());
        this.permitBackoff = new Backoff(PERMIT_BACKOFF, 1, PERMIT_BACKOFF, 0.5, 1.5, services.random());
    }

    /**
     * Asks the budget how long the next try has to wait; refuses the call at once if that is too long. A {@link Series} may be
     * patient: where it would have to wait longer, it waits for the reset.
     */
    void askBudget(Exchange exchange) {
        UpstreamCall call = UpstreamCall.of(exchange);
        Caller caller = Caller.of(exchange);
        if (caller != null && caller.end().isDone()) {
            throw Problem.tooSlow("Nobody waits any more for the answer to " + call.describe());
        }
        Series series = Series.of(exchange);
        boolean patient = series != null && series.isPatient();
        if (!patient
                && !call.holdsPlace()
                && (caller == null || !caller.isForSeveral())
                && !takePlace(exchange, call)) {
            return;
        }
        Budgets.Admission admission = call.holdsPlace()
                ? new Budgets.Admission(Duration.ZERO, call.grant())
                : budgets.admit(call.family(), patient && series.isLate());
        if (patient && isTooLong(call, admission)) {
            admission = budgets.admit(call.family(), true);
        }
        if (patient && admission.grant() == Budgets.Grant.NONE) {
            series.waitFor(admission.delay());
            call.waitPatiently(admission);
        } else if (isTooLong(call, admission)) {
            throw Problem.spent(
                    "The rate limit of " + spent(call.family()) + " is spent for the next "
                            + RetryAfter.seconds(admission.delay()) + " s",
                    admission.delay());
        } else {
            if (patient && !admission.delay().isZero()) {
                series.waitForSlot(admission.delay());
            }
            call.waitFor(admission);
        }
        if (admission.delay().isZero()) {
            call.leavePlace();
        }
    }

    /**
     * Whoever floods a spent limit with misses has his share of those that wait for it, and leaves the rest to others. He is
     * refused after a moment in which a place may be left: who asks again at once would leave others no time of the processor.
     *
     * @return false if it is that moment that the call is to wait for
     */
    private boolean takePlace(Exchange exchange, UpstreamCall call) {
        long ofFamily = budgets.mayWait(call.family());
        long inAll = budgets.mayWait(Budgets.CLIENT);
        if (call.hasPlace() || ofFamily == Long.MAX_VALUE && inAll == Long.MAX_VALUE) {
            return true;
        }
        Usage usage = Usage.of(exchange);
        Usage.Place place = usage.takePlace(call.family(), ofFamily, inAll);
        if (place == null && !call.isHeldBack() && heldBack.tryAcquire()) {
            call.holdBack(HELD_BACK);
            onDone(exchange, heldBack::release);
            return false;
        }
        if (place == null) {
            Duration closed = budgets.closedFor(call.family());
            throw Problem.tooMany(
                    "As many calls of consumer " + usage.name() + " as may wait for the rate limit of "
                            + spent(call.family()),
                    closed.isZero() ? budgets.policy().maxWait().dividedBy(Math.min(ofFamily, inAll)) : closed);
        }
        call.take(place);
        onDone(exchange, place::leave);
        return true;
    }

    private static void onDone(Exchange exchange, Runnable what) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                what.run();
            }
        });
    }

    private boolean isTooLong(UpstreamCall call, Budgets.Admission admission) {
        return call.isTooLong(admission.delay(), budgets.policy().maxWait());
    }

    private String spent(String family) {
        return budgets.mode(Budgets.CLIENT) == budgets.mode(family) ? "the OAuth client" : family;
    }

    /** Judges the try that just ended. */
    void judge(Exchange exchange) {
        UpstreamCall call = UpstreamCall.of(exchange);
        call.leavePlace();
        if (call.failure() != null) {
            judgeFailure(call, call.failure());
        } else {
            judgeAnswer(call, exchange.getMessage());
        }
    }

    private void judgeFailure(UpstreamCall call, Exception failure) {
        if (failure instanceof ThrottlerRejectedExecutionException) {
            if (call.hasQueued(LONGEST_QUEUE)) {
                throw Problem.busy("Too many calls to " + call.family() + " are waiting", Duration.ofSeconds(1));
            }
            call.waitForPermit(permitBackoff.after(0));
        } else if (failure instanceof RejectedExecutionException) {
            throw Problem.noRoom();
        } else if (failure instanceof Problem problem) {
            throw problem;
        } else if (failure instanceof WayBarred barred && !(barred.mayPass() && call.isRepeatable())) {
            throw Problem.passing(barred.getMessage() + ": " + call.describe());
        } else if (failure instanceof SocketTimeoutException) {
            call.reached();
            throw Problem.tooSlow("Genesys did not answer in time: " + call.describe());
        } else if (failure instanceof ConnectException && !call.isRepeatable()) {
            throw Problem.upstream("Genesys cannot be reached: " + call.describe());
        } else if (failure instanceof IOException && !call.isRepeatable()) {
            call.reached();
            throw Problem.tooSlow("The connection to Genesys broke before it answered, and whether it did what it was"
                    + " asked is not known: " + call.describe());
        } else if (failure instanceof IOException) {
            String broken = failure instanceof WayBarred
                    ? failure.getMessage()
                    : "The connection to Genesys broke " + MOST_TRIES + " times ("
                            + failure.getClass().getSimpleName() + ')';
            retryOr(call, Problem.passing(broken + ": " + call.describe()));
        } else {
            call.reached();
            LOG.error("Unexpected failure of {}", call.describe(), failure);
            throw Problem.upstream("The call to Genesys failed: " + call.describe());
        }
    }

    private void judgeAnswer(UpstreamCall call, Message answer) {
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != 401) {
            tokens.accepted();
        }
        if (status != 401 && status != 403 && status != 429) {
            call.reached();
        }
        if (call.isAnsweredBy(status)) {
            call.answered();
        } else if (status == 401) {
            tokens.discard(call.token());
            if (!call.mayRenewToken()) {
                throw Problem.upstream("Genesys refused a new access token as well (401): " + call.describe());
            }
        } else if (status == 429) {
            judgeTooManyRequests(call);
        } else if (mayPass(status) && call.isRelayed() && call.failures() + 1 >= MOST_TRIES) {
            call.answered();
        } else if (mayPass(status) && !call.isRepeatable()) {
            throw Problem.passing(
                    "Genesys answered " + status + ": " + call.describe() + GenesysWords.behind(answer, call.token()));
        } else if (mayPass(status)) {
            retryOr(
                    call,
                    Problem.passing("Genesys answered " + status + " " + MOST_TRIES + " times: " + call.describe()
                            + GenesysWords.behind(answer, call.token())));
        } else {
            if (status == 403) {
                auditDenial(call);
            }
            throw Refusal.of(call, status, answer);
        }
    }

    /** Whether the same question may have another answer a moment later. */
    static boolean mayPass(int status) {
        return status == 408 || status >= 500;
    }

    private void judgeTooManyRequests(UpstreamCall call) {
        if (call.failed() >= MOST_TRIES) {
            throw Problem.spent(
                    "Genesys answered 429 " + MOST_TRIES + " times: " + call.describe(),
                    budgets.closedFor(call.family()));
        }
    }

    private void retryOr(UpstreamCall call, Problem problem) {
        int failures = call.failed();
        if (failures >= MOST_TRIES) {
            throw problem;
        }
        call.backOff(backoff.after(failures - 1));
    }

    private void auditDenial(UpstreamCall call) {
        String scope = call.scope();
        audit.offer(AuditEvent.of(
                clock.instant(),
                "access_denied",
                null,
                Map.of("path", call.describe(), "scope", scope == null ? "" : scope)));
    }
}
