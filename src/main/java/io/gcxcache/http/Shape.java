package io.gcxcache.http;

import io.gcxcache.ask.Coding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What of a GET decides its reply, if nothing has changed meanwhile: all that reaches the route, and who asks. It may hold a token,
 * and tells it nobody.
 *
 * @param target as it was sent
 * @param accept null if the request has none; so are the others
 * @param coding what the client takes
 * @param shown its {@code Authorization}
 * @param agent its {@code User-Agent}, by which it is counted if it shows nothing
 */
record Shape(String target, String accept, String language, Coding coding, String shown, String agent) {
    /** The longest in characters. */
    private static final int LONGEST = 2_048;

    private static final AsciiString ABOUT_CONTENT = AsciiString.cached("content-");

    /** What the route is to hear of, or what is judged before it and not judged again. */
    private static final List<AsciiString> LEFT_TO_THE_ROUTE = List.of(
            HttpHeaderNames.CACHE_CONTROL,
            HttpHeaderNames.EXPECT,
            AsciiString.cached("forwarded"),
            HttpHeaderNames.ORIGIN,
            AsciiString.cached("prefer"),
            HttpHeaderNames.RANGE,
            AsciiString.cached("sec-fetch-site"),
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("x-forwarded-for"));

    /** That of a request that the route is asked; null if it is to be asked each time. */
    static Shape of(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1
                        && request.method() == HttpMethod.GET
                        && request.headers() instanceof HttpHeaders headers
                ? of(request.uri(), headers)
                : null;
    }

    /** The same of a GET over HTTP/1.1. */
    static Shape of(String target, HttpHeaders headers) {
        if (target.isEmpty() || target.charAt(0) != '/' || target.indexOf('#') >= 0) {
            return null;
        }
        String accept = null;
        String language = null;
        String encoding = null;
        String shown = null;
        String agent = null;
        boolean conditional = false;
        int length = target.length();
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            boolean twice = false;
            if (is(name, HttpHeaderNames.ACCEPT)) {
                twice = accept != null;
                accept = field.getValue().toString();
                length += accept.length();
            } else if (is(name, HttpHeaderNames.ACCEPT_LANGUAGE)) {
                twice = language != null;
                language = field.getValue().toString();
                length += language.length();
            } else if (is(name, HttpHeaderNames.ACCEPT_ENCODING)) {
                twice = encoding != null;
                encoding = field.getValue().toString();
            } else if (is(name, HttpHeaderNames.AUTHORIZATION)) {
                twice = shown != null;
                shown = field.getValue().toString();
                length += shown.length();
            } else if (is(name, HttpHeaderNames.USER_AGENT)) {
                twice = agent != null;
                agent = field.getValue().toString();
                length += agent.length();
            } else if (is(name, HttpHeaderNames.IF_NONE_MATCH)) {
                twice = conditional;
                conditional = true;
            } else if (isLeftToTheRoute(name, field.getValue())) {
                return null;
            }
            if (twice || length > LONGEST) {
                return null;
            }
        }
        Coding coding = encoding == null ? Coding.IDENTITY : AcceptEncoding.of(encoding);
        return new Shape(target, accept, language, coding, shown, shown == null ? agent : null);
    }

    private static boolean isLeftToTheRoute(CharSequence name, CharSequence value) {
        if (is(name, HttpHeaderNames.CONNECTION)) {
            return !HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(value);
        }
        if (AsciiString.regionMatches(name, true, 0, ABOUT_CONTENT, 0, ABOUT_CONTENT.length())) {
            // Some clients, Java's up to 18 among them, say so of what has no content.
            return !(is(name, HttpHeaderNames.CONTENT_LENGTH) && HttpHeaderValues.ZERO.contentEquals(value));
        }
        for (int i = 0; i < LEFT_TO_THE_ROUTE.size(); i++) {
            if (is(name, LEFT_TO_THE_ROUTE.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(CharSequence name, AsciiString expected) {
        return name.length() == expected.length() && expected.contentEqualsIgnoreCase(name);
    }

    /** The path, without the query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public String toString() {
        return "Shape[target=" + target + ']';
    }
}
