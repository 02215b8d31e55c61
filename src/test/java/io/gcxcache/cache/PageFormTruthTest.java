package io.gcxcache.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** Whatever envelope a list comes in: a page that is cut from it says what upstream's own page says. */
class PageFormTruthTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Envelope DOCUMENT =
            new Envelope(JsonNodeFactory.instance.objectNode(), "entries", JsonNodeFactory.instance.objectNode());

    @Property(tries = 500)
    void noPageSaysWhatUpstreamWouldNot(
            @ForAll @IntRange(max = 40) int total,
            @ForAll @IntRange(min = 1, max = 20) int size,
            @ForAll boolean readOn,
            @ForAll Random random)
            throws IOException {
        Upstream upstream = new Upstream(total, random);
        boolean whole = readOn || total <= size;
        int pages = whole ? Math.max(1, (total + size - 1) / size) : 1;
        List<String> came = IntStream.rangeClosed(1, pages)
                .mapToObj(number -> upstream.page(size, number))
                .toList();
        PageForm form = PageForm.of("entities", slices(came), size, whole).orElse(null);
        Statistics.label("form").collect(form != null);
        if (form == null) {
            return;
        }
        Body list = Body.list(DOCUMENT, Slices.packed(slices(came), 1 + random.nextInt(9)), 1, form, whole);

        int looked = 0;
        for (int asked = 1; asked <= size; asked++) {
            for (int number = 1; number <= total / asked + 3; number++) {
                if (list.holdsPage(asked, number)) {
                    String cut = new String(list.page(asked, number).joined(), UTF_8);
                    assertThat(JSON.readTree(cut))
                            .as("page %d of %d, learned from %s", number, asked, came)
                            .isEqualTo(JSON.readTree(upstream.page(asked, number)));
                    looked++;
                }
            }
        }
        Statistics.label("pages").collect(looked > 0);
    }

    private static List<Slices> slices(List<String> pages) throws IOException {
        List<Slices> slices = new ArrayList<>();
        for (String page : pages) {
            slices.add(JsonList.read(page.getBytes(UTF_8), "entities").values());
        }
        return slices;
    }

    /** A list in an envelope of its own: which fields there are, in which order, and how they are written. */
    private static final class Upstream {
        private static final List<String> FIELDS = List.of(
                "entities",
                "pageSize",
                "pageNumber",
                "total",
                "firstUri",
                "nextUri",
                "previousUri",
                "lastUri",
                "selfUri",
                "pageCount",
                "nextPage",
                "totalNumberOfEntities",
                "other");
        private static final List<String> VALUES = List.of(
                "7",
                "\"pageNumber=7\"",
                "{\"id\":\"a\",\"nextUri\":\"/x?pageNumber=1&pageSize=2\"}",
                "[1,[2,{}]]",
                "\"ä☃𝄞\\u0000\\\"],\"",
                "{\"pageNumber\":1,\"pageSize\":3,\"total\":0}");

        private final int total;
        private final List<String> fields = new ArrayList<>(FIELDS);
        private final List<String> values;
        private final boolean quoted;
        private final String uri;
        private final String selfUri;
        private final String nextPage;
        private final String none;

        Upstream(int total, Random random) {
            this.total = total;
            Collections.shuffle(fields, random);
            int share = 2 + random.nextInt(8);
            fields.removeIf(name -> !name.equals("entities") && random.nextInt(share) == 0);
            if (random.nextInt(3) > 0) {
                fields.remove("nextPage");
            }
            this.values = IntStream.range(0, total)
                    .mapToObj(i -> VALUES.get(random.nextInt(VALUES.size())).replace("7", "7" + i))
                    .toList();
            this.quoted = random.nextInt(5) == 0;
            String host = random.nextInt(4) == 0 ? "https://api.mypurecloud.com" : "";
            List<String> pairs = new ArrayList<>(List.of("pageNumber={number}", "pageSize={size}"));
            pairs.add(pick(random, "name=b", "name=pageNumber%3D1", "name=%22", "xpageNumber=1", "name=pageNumber=1"));
            Collections.shuffle(pairs, random);
            String and = pick(random, "&", "&", "\\u0026");
            this.uri = host + "/x?" + String.join(and, pairs);
            this.selfUri = pick(random, uri, uri, host + "/x");
            this.nextPage = pick(
                    random,
                    "{number}",
                    "\"" + uri + "\"",
                    "{\"pageNumber\":{number},\"pageSize\":{size}}",
                    "{\"pageSize\":{size},\"pageNumber\":{number}}");
            this.none = pick(random, null, null, "\"\"", "null");
            if (fields.contains("nextPage")) {
                fields.removeAll(List.of("firstUri", "nextUri", "previousUri"));
            }
            if (fields.contains("firstUri")) {
                // They come together.
                Stream.of("nextUri", "previousUri")
                        .filter(name -> !fields.contains(name))
                        .forEach(fields::add);
            } else if (none == null) {
                // Nobody who sees the only page could know of them.
                fields.remove("previousUri");
                if (fields.contains("pageCount")) {
                    fields.removeAll(List.of("nextUri", "nextPage"));
                }
            }
        }

        private static String pick(Random random, String... of) {
            return of[random.nextInt(of.length)];
        }

        String page(int size, int number) {
            return fields.stream()
                    .map(name -> {
                        String value = value(name, size, number);
                        return value == null ? "" : ",\"" + name + "\":" + value;
                    })
                    .collect(Collectors.joining())
                    .replaceFirst("^,", "{")
                    .concat("}");
        }

        private String value(String name, int size, int number) {
            int pages = (total + size - 1) / size;
            return switch (name) {
                case "entities" ->
                    values.subList(Math.min(total, (number - 1) * size), Math.min(total, number * size)).stream()
                            .collect(Collectors.joining(",", "[", "]"));
                case "pageSize" -> number(size);
                case "pageNumber" -> number(number);
                case "total", "totalNumberOfEntities" -> number(total);
                case "pageCount" -> number(pages);
                case "firstUri" -> named('"' + uri + '"', size, 1);
                case "lastUri" -> named('"' + uri + '"', size, Math.max(1, pages));
                case "selfUri" -> named('"' + selfUri + '"', size, number);
                case "nextUri" -> number < pages ? named('"' + uri + '"', size, number + 1) : none;
                case "previousUri" -> number > 1 ? named('"' + uri + '"', size, number - 1) : none;
                case "nextPage" -> number < pages ? named(nextPage, size, number + 1) : none;
                default -> "{\"pageNumber\":1,\"pageSize\":1}";
            };
        }

        private String number(int number) {
            return quoted ? "\"" + number + '"' : Integer.toString(number);
        }

        private static String named(String page, int size, int number) {
            return page.replace("{number}", Integer.toString(number)).replace("{size}", Integer.toString(size));
        }
    }
}
