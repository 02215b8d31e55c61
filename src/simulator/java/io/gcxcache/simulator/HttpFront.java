package io.gcxcache.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The HTTP side: routes a call to whoever judges it, logs it and sends the answer in the way its fault wants. */
final class HttpFront {
    private static final int MAX_REQUEST_BYTES = 512_000;

    private final Clock clock;
    private final Duration latency;
    private final Faults faults;
    private final CallLog calls;

    HttpFront(Clock clock, Duration latency, Faults faults, CallLog calls) {
        this.clock = clock;
        this.latency = latency;
        this.faults = faults;
        this.calls = calls;
    }

    Router router(Vertx vertx, TokenEndpoint login, ApiGate gate, List<ApiFamily> families) {
        Router router = Router.router(vertx);
        router.route().failureHandler(this::fail);
        router.route()
                .handler(BodyHandler.create(false)
                        .setBodyLimit(MAX_REQUEST_BYTES)
                        .setMergeFormAttributes(false));
        router.post(ApiRequest.TOKEN_PATH).handler(context -> serve(context, login::answer));
        for (ApiFamily family : families) {
            for (Endpoint endpoint : family.endpoints()) {
                router.route(endpoint.method(), endpoint.path())
                        .handler(context -> serve(context, call -> gate.judge(call, family.name(), endpoint)));
            }
        }
        Endpoint unknown = Endpoint.unknown();
        router.route(unknown.path())
                .handler(context -> serve(context, call -> gate.judge(call, ApiFamily.OTHER, unknown)));
        router.route().handler(context -> serve(context, unknown.answer()));
        return router;
    }

    private void serve(RoutingContext context, Function<ApiRequest, Reply> judge) {
        ApiRequest call = new ApiRequest(context);
        Optional<Faults.Armed> armed = faults.take(call.path(), PageRequest.denotedBy(call));
        armed.ifPresent(fault -> call.meet(fault.effect()));
        boolean cut = call.show(Effect.Cut.class).isPresent();
        Reply reply = cut ? Reply.NONE : judge.apply(call);
        boolean truncated =
                call.show(Effect.Truncated.class, any -> isGranted(reply)).isPresent();
        Duration delay = latency.plus(
                call.show(Effect.Slow.class).map(Effect.Slow::delay).orElse(Duration.ZERO));
        CompletionStage<?> release = call.show(Effect.Held.class)
                .<CompletionStage<?>>map(Effect.Held::release)
                .orElse(CompletableFuture.completedStage(null));
        armed.filter(fault -> !call.wasFaultShown()).ifPresent(faults::giveBack);
        log(context.request(), reply);
        later(context, release, delay, () -> {
            if (cut) {
                context.request().connection().close();
            } else if (truncated) {
                sendHalf(context, reply);
            } else {
                send(context, reply);
            }
        });
    }

    /** Whether a call got what it asked for, and something to read. */
    private static boolean isGranted(Reply reply) {
        return reply.status() / 100 == 2 && reply.body().length() > 0;
    }

    /** Answers what never came to be judged, such as a body that is too large. */
    private void fail(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        Reply reply = ErrorReplies.of(status, UUID.randomUUID().toString());
        log(context.request(), reply);
        send(context, reply);
    }

    private void log(HttpServerRequest request, Reply reply) {
        calls.add(Call.of(clock.instant(), request, reply.status()));
    }

    private static void later(RoutingContext context, CompletionStage<?> release, Duration delay, Runnable sending) {
        Runnable unlessClosed = () -> {
            if (!context.response().closed()) {
                sending.run();
            }
        };
        if (!release.toCompletableFuture().isDone()) {
            Context eventLoop = context.vertx().getOrCreateContext();
            release.thenRun(() -> eventLoop.runOnContext(released -> unlessClosed.run()));
        } else if (delay.toMillis() < 1) {
            sending.run();
        } else {
            context.vertx().setTimer(delay.toMillis(), elapsed -> unlessClosed.run());
        }
    }

    private void send(RoutingContext context, Reply reply) {
        head(context, reply).end(reply.body());
    }

    private void sendHalf(RoutingContext context, Reply reply) {
        Buffer body = reply.body();
        head(context, reply)
                .putHeader("Content-Length", Integer.toString(body.length()))
                .write(body.slice(0, body.length() / 2))
                .onComplete(written -> context.request().connection().close());
    }

    private HttpServerResponse head(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response()
                .setStatusCode(reply.status())
                .putHeader(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atOffset(ZoneOffset.UTC)));
        reply.headers().forEach(response::putHeader);
        return response;
    }
}
