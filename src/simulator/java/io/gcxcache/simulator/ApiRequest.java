package io.gcxcache.simulator;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One call as the endpoints see it, with the fault that it meets; used on the event loop only. */
final class ApiRequest {
    static final String TOKEN_PATH = "/oauth/token";

    private final RoutingContext context;
    private final MultiMap parameters;
    private final String correlationId = UUID.randomUUID().toString();
    private Optional<Effect> effect = Optional.empty();
    private boolean shown;

    ApiRequest(RoutingContext context) {
        this.context = context;
        this.parameters = context.queryParams();
    }

    void meet(Effect fault) {
        effect = Optional.of(fault);
    }

    /** This call's fault if it is of that kind; whoever asks must then show it. */
    <T extends Effect> Optional<T> show(Class<T> kind) {
        return show(kind, any -> true);
    }

    <T extends Effect> Optional<T> show(Class<T> kind, Predicate<T> applies) {
        Optional<T> mine = effect.filter(kind::isInstance).map(kind::cast).filter(applies);
        shown |= mine.isPresent();
        return mine;
    }

    boolean wasFaultShown() {
        return shown;
    }

    boolean isForToken() {
        return path().equals(TOKEN_PATH);
    }

    String path() {
        return context.request().path();
    }

    /** Scheme, host and port of the socket that was called, whatever the client's Host header claims. */
    String origin() {
        return "http://127.0.0.1:" + context.request().localAddress().port();
    }

    String correlationId() {
        return correlationId;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** All values of a parameter that may be repeated and may hold several, with commas between. */
    Set<String> values(String name) {
        return parameters.getAll(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a parameter says {@code true}; what it says if the call does not have it is given. */
    boolean is(String name, boolean absent) {
        return parameter(name).map(Boolean::parseBoolean).orElse(absent);
    }

    /** The parameters that have none of these names, each as it was sent. */
    Stream<String> parametersBut(Set<String> names) {
        return Arrays.stream(Objects.requireNonNullElse(context.request().query(), "")
                        .split("&"))
                .filter(pair -> !pair.isEmpty() && !names.contains(pair.split("=", 2)[0]));
    }

    /** A part of the path that the endpoint's pattern names, decoded. */
    String pathParameter(String name) {
        return context.pathParam(name);
    }

    /** The refusal of a path that leads to nothing. */
    Refusal notFound() {
        return new Refusal(ErrorReplies.of(404, "The requested resource was not found.", correlationId));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /** The body as it was sent, empty if there is none or if it is a form. */
    Buffer body() {
        return Objects.requireNonNullElseGet(context.body().buffer(), Buffer::buffer);
    }

    Optional<String> formField(String name) {
        return Optional.ofNullable(context.request().getFormAttribute(name));
    }
}
