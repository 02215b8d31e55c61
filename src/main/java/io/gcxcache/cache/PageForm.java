package io.gcxcache.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gcxcache.json.JsonFields;
import io.gcxcache.json.Slices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How upstream's own pages of a list look around their values, learned from pages that came: which fields there are, in which
 * order, and how they name other pages. With it other pages are cut from what is kept, as upstream would have made them.
 * Immutable.
 *
 * <p>It is only there for lists whose pages that came it makes again byte for byte.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class PageForm {
    /** In the place of a total that upstream does not tell. */
    public static final long UNTOLD = -1;

    private static final String NEXT_URI = "nextUri";
    private static final String PREVIOUS_URI = "previousUri";
    private static final String NEXT_PAGE = "nextPage";
    private static final String TOTAL = "total";
    private static final String PAGE_COUNT = "pageCount";

    /** By these pages are named that cannot be counted. */
    private static final Set<String> UNCOUNTABLE = Set.of("cursor", "after", "before", "cursors", "hasMore");

    private static final List<String> URIS = List.of("selfUri", "firstUri", "lastUri");

    /** Where other pages are named by their numbers: in a query string, or as fields of an object. */
    private static final Pattern SIZE = numbered("pageSize");

    private static final Pattern NUMBER = numbered("pageNumber");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Every field and its value as it was written, byte by byte a character; in the place of the values nothing. */
    private final Map<String, String> first;

    private final List<String> order;
    private final String values;
    private final String next;
    private final String previous;
    private final String atTheEnd;
    private final boolean namesMore;
    private final long total;

    private PageForm(String values, List<Map<String, String>> pages, List<String> order, long total, boolean whole) {
        this.values = values;
        this.first = pages.get(0);
        this.order = order;
        this.total = total;
        this.next = named(pages, order.contains(NEXT_PAGE) ? NEXT_PAGE : NEXT_URI);
        this.previous = named(pages, PREVIOUS_URI);
        this.namesMore = namesMore(pages.size() > 1 || !whole);
        this.atTheEnd = pages.get(pages.size() - 1).get(order.contains(NEXT_PAGE) ? NEXT_PAGE : NEXT_URI);
    }

    /** One that was written as JSON. */
    @JsonCreator
    PageForm(
            @JsonProperty("first") Map<String, String> first,
            @JsonProperty("order") List<String> order,
            @JsonProperty("values") String values,
            @JsonProperty("next") String next,
            @JsonProperty("previous") String previous,
            @JsonProperty("atTheEnd") String atTheEnd,
            @JsonProperty("namesMore") boolean namesMore,
            @JsonProperty("total") long total) {
        this.first = first;
        this.order = order;
        this.values = values;
        this.next = next;
        this.previous = previous;
        this.atTheEnd = atTheEnd;
        this.namesMore = namesMore;
        this.total = total;
    }

    /**
     * Learns the form.
     *
     * @param values the name of the field that holds the values
     * @param pages what came, page by page from the first one on, each in the document that brought it
     * @param size with which page size it was asked for
     * @param whole whether that is the list to its end
     * @return empty if these pages would not be made again as they came
     */
    public static Optional<PageForm> of(String values, List<Slices> pages, int size, boolean whole) {
        try {
            List<Map<String, String>> learned = new ArrayList<>();
            for (int page : new int[] {0, 1, pages.size() - 1}) {
                if (page < pages.size() && learned.size() <= page) {
                    learned.add(fields(pages.get(page).bytes(), values));
                }
            }
            PageForm form = new PageForm(
                    values, learned, order(learned, whole), whole ? count(pages) : told(learned.get(0)), whole);
            return form.isCountable(whole) && form.makesAgain(pages, size, whole)
                    ? Optional.of(form)
                    : Optional.empty();
        } catch (IOException e) {
            // An empty list need not be a document with values.
            return Optional.empty();
        }
    }

    /** The name begins a pair: within the value of another it is part of that, though it is followed by an equals sign. */
    private static Pattern numbered(String name) {
        return Pattern.compile("(?<=[?&\"]|\\\\u0026)" + name + "(=|\":)\\d+");
    }

    private static Map<String, String> fields(byte[] document, String values) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonFields.each(document, JSON, (name, value) -> {
            int from = (int) value.currentTokenLocation().getByteOffset();
            value.skipChildren();
            value.finishToken();
            int to = (int) value.currentLocation().getByteOffset();
            fields.put(name, name.equals(values) ? "" : new String(document, from, to - from, ISO_8859_1));
        });
        return fields;
    }

    /** The order of the first page; what only others have stands before what it stands before there. */
    private static List<String> order(List<Map<String, String>> pages, boolean whole) {
        List<String> order = new ArrayList<>();
        for (Map<String, String> page : pages) {
            int at = order.size();
            List<String> names = new ArrayList<>(page.keySet());
            Collections.reverse(names);
            for (String name : names) {
                if (!order.contains(name)) {
                    order.add(at, name);
                }
                at = order.indexOf(name);
            }
        }
        // What a single page has no occasion to tell stands where Genesys writes it.
        if (pages.size() == 1 && order.contains("firstUri") && !order.contains(NEXT_PAGE)) {
            if (whole && !order.contains(NEXT_URI)) {
                order.add(order.indexOf("firstUri") + 1, NEXT_URI);
            }
            if (!order.contains(PREVIOUS_URI)) {
                order.add(order.indexOf(order.contains(NEXT_URI) ? NEXT_URI : "firstUri") + 1, PREVIOUS_URI);
            }
        }
        return List.copyOf(order);
    }

    /** How a field names another page, as seen on one that has such, or else as other fields do; null if none does. */
    private static String named(List<Map<String, String>> pages, String field) {
        for (Map<String, String> page : pages) {
            if (NUMBER.matcher(page.getOrDefault(field, "")).find()
                    || field.equals(NEXT_PAGE)
                            && WHOLE_NUMBER
                                    .matcher(page.getOrDefault(field, ""))
                                    .matches()) {
                return page.get(field);
            }
        }
        return field.equals(NEXT_PAGE)
                ? null
                : URIS.stream()
                        .map(uri -> pages.get(0).getOrDefault(uri, ""))
                        .filter(PageForm::isNamed)
                        .findFirst()
                        .orElse(null);
    }

    private static int count(List<Slices> pages) {
        return pages.stream().mapToInt(Slices::count).sum();
    }

    private static long told(Map<String, String> page) {
        String total = page.getOrDefault(TOTAL, "");
        return WHOLE_NUMBER.matcher(total).matches() ? Long.parseLong(total) : UNTOLD;
    }

    private boolean isCountable(boolean whole) {
        return order.contains(values)
                && order.stream().noneMatch(UNCOUNTABLE::contains)
                && (previous != null || !order.contains(PREVIOUS_URI))
                // How many pages of another size there are follows from the total alone.
                && (whole || total != UNTOLD || !first.containsKey(PAGE_COUNT) && !first.containsKey("lastUri"));
    }

    private boolean makesAgain(List<Slices> pages, int size, boolean whole) {
        List<Slices> packed = Slices.packed(pages, Math.max(1, count(pages)));
        for (int page = 0; page < pages.size(); page++) {
            int number = page + 1;
            if (!holds(count(pages), whole, size, number)
                    || !Arrays.equals(
                            page(packed, whole, size, number), pages.get(page).bytes())) {
                return false;
            }
        }
        return true;
    }

    /** How many values the list has, as far as upstream told; {@link #UNTOLD} if it did not. */
    public long total() {
        return total;
    }

    /**
     * Whether a page can be cut from what is kept.
     *
     * @param kept how many values are, from the first one on
     * @param whole whether that is all of them
     */
    boolean holds(int kept, boolean whole, int size, int number) {
        long to = (long) size * number;
        boolean isThere = whole || to <= kept;
        return isThere && (namesMore || whole && to >= kept);
    }

    /** @param seen whether one of the pages that came has another behind it */
    private boolean namesMore(boolean seen) {
        if (order.contains(NEXT_PAGE) || order.contains(NEXT_URI)) {
            return isNamed(next);
        }
        return first.containsKey(PAGE_COUNT) || seen && first.containsKey(TOTAL);
    }

    private static boolean isNamed(String page) {
        return page != null
                && (NUMBER.matcher(page).find() || WHOLE_NUMBER.matcher(page).matches());
    }

    /** A page as upstream would have made it. */
    byte[] page(List<Slices> kept, boolean whole, int size, int number) {
        int count = count(kept);
        long all = total == UNTOLD ? count + (whole ? 0 : 1) : total;
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        char before = '{';
        for (String name : order) {
            if (name.equals(values)) {
                write(page, before + "\"" + name + "\":[");
                writeValues(page, kept, (number - 1L) * size, (long) number * size);
                write(page, "]");
            } else {
                String value = value(name, size, number, all);
                if (value == null) {
                    continue;
                }
                write(page, before + "\"" + name + "\":" + value);
            }
            before = ',';
        }
        write(page, "}");
        return page.toByteArray();
    }

    private static void write(ByteArrayOutputStream page, String text) {
        page.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static void writeValues(ByteArrayOutputStream page, List<Slices> kept, long from, long to) {
        long at = 0;
        for (Slices segment : kept) {
            int begin = (int) Math.max(0, Math.min(from - at, segment.count()));
            int end = (int) Math.max(0, Math.min(to - at, segment.count()));
            if (begin < end) {
                if (at + begin > from) {
                    page.write(',');
                }
                // Packed values lie side by side, with commas between them.
                int start = segment.start(begin);
                page.write(segment.bytes(), start, segment.start(end - 1) + segment.length(end - 1) - start);
            }
            at += segment.count();
        }
    }

    /** The value of a field of a page; null if the page does not have it. */
    private String value(String name, int size, long number, long all) {
        String written = first.get(name);
        if (written == null && !name.equals(PREVIOUS_URI) && !name.equals(NEXT_URI) && !name.equals(NEXT_PAGE)) {
            return null;
        }
        long pages = (all + size - 1) / size;
        return switch (name) {
            case "pageSize" -> Integer.toString(size);
            case "pageNumber" -> Long.toString(number);
            case PAGE_COUNT -> all == 0 ? written : Long.toString(pages);
            case "firstUri" -> with(written, size, 1);
            case "selfUri" -> with(written, size, number);
            case "lastUri" -> all == 0 ? replaced(SIZE, written, size) : with(written, size, pages);
            case NEXT_URI, NEXT_PAGE -> number < pages ? with(next, size, number + 1) : atTheEnd();
            case PREVIOUS_URI -> number > 1 ? with(previous, size, number - 1) : written;
            default -> written;
        };
    }

    /** What stands in the place of a next page where there is none: nothing, or something that names none. */
    private String atTheEnd() {
        return isNamed(atTheEnd) ? null : atTheEnd;
    }

    private static String with(String page, int size, long number) {
        if (page == null) {
            return null;
        }
        return WHOLE_NUMBER.matcher(page).matches()
                ? Long.toString(number)
                : replaced(NUMBER, replaced(SIZE, page, size), number);
    }

    private static String replaced(Pattern where, String page, long number) {
        Matcher found = where.matcher(page);
        return found.find() ? page.substring(0, found.end(1)) + number + page.substring(found.end()) : page;
    }
}
