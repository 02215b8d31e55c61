package io.gcxcache.http;

import io.gcxcache.consumer.Tokens;
import io.gcxcache.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a request's head is to say so that everybody on its way sees the same end of it and the same host (RFC 9112): a
 * gateway that reads another request than the proxy before it did can be asked past that proxy.
 */
final class Framing {
    private static final String SCHEME_END = "://";

    private static final Optional<Problem> MISDIRECTED = Optional.of(
            Problem.misdirected(
                    "The Host of the request is none of this gateway's: localhost, its address, and what gcx.http.hosts lists"));

    private final Hosts here;
    private final BooleanSupplier consumers;

    /**
     * @param here what the server answers as
     * @param consumers whether who shows a token is judged by that
     */
    Framing(Hosts here, BooleanSupplier consumers) {
        this.here = here;
        this.consumers = consumers;
    }

    /**
     * What is wrong with a request; its connection is not to be used after it.
     *
     * @param local the address that the request came to
     */
    Optional<Problem> fault(HttpRequest request, SocketAddress local) {
        HttpVersion version = request.protocolVersion();
        if (!isSpoken(version)) {
            return fault("HTTP/1.1 and HTTP/1.0 are spoken here, not " + version.text());
        }
        HttpHeaders headers = request.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING) && !isChunked(headers)) {
            return fault("Transfer-Encoding is to be chunked, or not there");
        }
        String host = null;
        int hosts = 0;
        // Not asked for by its name, which would make a list of each request.
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (AsciiString.contentEqualsIgnoreCase(HttpHeaderNames.HOST, field.getKey())) {
                host = field.getValue().toString();
                hosts++;
            }
        }
        if (hosts > 1 || hosts == 0 && version == HttpVersion.HTTP_1_1) {
            return fault("There is to be one Host header, and there are " + hosts);
        }
        String target = request.uri();
        int scheme = target.startsWith("/") ? -1 : target.indexOf(SCHEME_END);
        if (scheme >= 0) {
            String authority = authority(target, scheme + SCHEME_END.length());
            if (host != null && !authority.equalsIgnoreCase(host)
                    || !here.include(authority, local) && !isOfConsumer(request)) {
                return fault("The request is for another host than this one");
            }
        }
        return host == null || here.include(host, local) || isOfConsumer(request) ? Optional.empty() : MISDIRECTED;
    }

    /**
     * What is wrong with a request of HTTP/2, where its end is plain. What its :path says is to be what a request line can
     * say: it may become one.
     */
    Optional<Problem> fault(HttpServerRequest request) {
        String target = request.uri();
        if (target == null || !target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return fault("The :path is to begin with / and to have no blanks, control characters or others than ASCII");
        }
        if (target.length() > GcxHttpServer.LONGEST_LINE) {
            return Optional.of(
                    Problem.blank(414, "URI too long", "A :path has at most " + GcxHttpServer.LONGEST_LINE + " bytes"));
        }
        HostAndPort authority = request.authority(true);
        if (authority == null) {
            return fault("There is to be one :authority");
        }
        SocketAddress local = ((ConnectionBase) request.connection()).channel().localAddress();
        return here.include(authority.toString(), local)
                        || isOfConsumer(request.headers().get(HttpHeaderNames.AUTHORIZATION), target)
                ? Optional.empty()
                : MISDIRECTED;
    }

    private boolean isOfConsumer(HttpRequest request) {
        return isOfConsumer(request.headers().get(HttpHeaderNames.AUTHORIZATION), request.uri());
    }

    /** What a page of another name cannot ask for, since it knows neither secret nor token. */
    private boolean isOfConsumer(String shown, String target) {
        if (here.areListed() || !consumers.getAsBoolean()) {
            return false;
        }
        return Tokens.isShown(shown) || ErrorForm.isLogin(target);
    }

    /** Vert.x replies in the version of the request, of one that cannot be understood too: it is to be one that there is. */
    static void replyInSpokenVersion(HttpRequest request) {
        if (!isSpoken(request.protocolVersion())) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
    }

    private static boolean isSpoken(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    /**
     * Whether nothing follows a request on its connection, by its client's will or because its length is told by
     * {@code Transfer-Encoding}, which somebody on its way may have understood otherwise. Says so in its headers, too.
     */
    static boolean isLast(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean said = headers.contains(HttpHeaderNames.CONNECTION);
        boolean keepsAlive =
                said ? HttpUtil.isKeepAlive(request) : request.protocolVersion().isKeepAliveDefault();
        boolean last = !keepsAlive || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (last || said) {
            // Vert.x does not look for one word among several.
            HttpUtil.setKeepAlive(request, !last);
        }
        return last;
    }

    private static boolean isChunked(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
    }

    private static String authority(String target, int from) {
        int end = from;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(from, end);
    }

    private static Optional<Problem> fault(String detail) {
        return Optional.of(Problem.badRequest(detail));
    }
}
