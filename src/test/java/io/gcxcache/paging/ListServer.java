package io.gcxcache.paging;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers page requests for a list of numbers, in any paging style. */
final class ListServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a page names its successor. */
    enum Style {
        OBJECT,
        URL,
        TOKEN,
        NUMBER,
        URI,
        CURSOR,
        AFTER,
        COUNT
    }

    private final Style style;
    private final int total;
    private String lastModified = "Mon, 02 Mar 2026 09:00:00 GMT";

    ListServer(Style style, int total) {
        this.style = style;
        this.total = total;
    }

    void lastModified(String value) {
        lastModified = value;
    }

    Page answer(PageRequest request) {
        Map<String, String> parameters = parameters(request.query());
        int size = Integer.parseInt(parameters.get("pageSize"));
        int number = number(parameters);
        ObjectNode body = JSON.createObjectNode();
        int end = Math.min(total, number * size);
        for (int entry = (number - 1) * size; entry < end; entry++) {
            body.withArray("entities").add(entry);
        }
        body.withArray("entities");
        if (style == Style.COUNT) {
            int count = (total + size - 1) / size;
            body.put("pageNumber", number).put("pageCount", count).put("total", total);
        } else if (end < total) {
            name(body, request.path(), size, number + 1);
        }
        return Page.read(request, "id", body.toString().getBytes(StandardCharsets.UTF_8), lastModified);
    }

    private void name(ObjectNode body, String path, int size, int next) {
        String uri = path + "?pageSize=" + size + "&pageNumber=" + next;
        switch (style) {
            case OBJECT -> body.putObject("nextPage").put("pageSize", size).put("pageNumber", next);
            case URL -> body.put("nextPage", "https://api.mypurecloud.de" + uri);
            case TOKEN -> body.put("nextPage", token(next));
            case NUMBER -> body.put("nextPage", next);
            case URI -> body.put("nextUri", uri);
            case CURSOR -> body.put("cursor", token(next));
            case AFTER -> body.put("after", token(next));
            case COUNT -> throw new IllegalStateException("The client counts");
        }
    }

    private int number(Map<String, String> parameters) {
        String token =
                switch (style) {
                    case TOKEN -> parameters.get("nextPage");
                    case CURSOR -> parameters.get("cursor");
                    case AFTER -> parameters.get("after");
                    default -> null;
                };
        return token == null
                ? Integer.parseInt(parameters.get("pageNumber"))
                : Integer.parseInt(token.substring(token.lastIndexOf('=') + 1));
    }

    /** Holds characters that a query must not carry as they are. */
    private static String token(int page) {
        return "to+k&en/=" + page;
    }

    private static Map<String, String> parameters(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
