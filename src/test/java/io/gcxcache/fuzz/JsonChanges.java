package io.gcxcache.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small changes of a JSON text, word by word, so that it often stays JSON. */
public final class JsonChanges {
    private static final Pattern WORD =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|-?[0-9][0-9.eE+-]*+|[a-z]++|\\s++|.", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\".*+|[0-9-].*+|[a-z]++", Pattern.DOTALL);

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "0",
            "-0",
            "0.10",
            "1E400",
            "-1e-400",
            "1e999999999",
            "1e-2147483649",
            "123456789012345678901234567890",
            "0." + "3".repeat(400),
            "9".repeat(1200),
            "01",
            "NaN",
            "+1",
            "'a'",
            "/* a */",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\x\"",
            "\"\u00ed\u00a0\u0080\"",
            "\"\u00c3\u00a4\u00cc\u0088\"",
            "\"\n\"",
            "\"" + "long".repeat(3_000) + "\"",
            "\"now\"",
            "\"today\"",
            "\"yesterday/tomorrow\"",
            "\"..\"",
            "\"../..\"",
            "\"/\"",
            "\"now/now\"",
            "\"2026-03-01\"",
            "\"2024-02-30\"",
            "\"2026-03-29T02:30:00\"",
            "\"2026-03-01T24:00:00Z\"",
            "\"2026-03-01T00:00:60Z\"",
            "\"2026-03-01T00:00:00+18:00\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01/+999999999-12-31\"",
            "\"0000-00-00\"",
            "\"P1D/now\"",
            "\"2026-03-01/P-1D\"",
            "\"P999999999Y/now\"",
            "\"PT9223372036854775807S/2026-03-01\"",
            "\"2026-03-01/PT-9223372036854775808S\"",
            "\"P2147483647M2147483647DT99999999999999H/now\"",
            "\"P/T\"",
            "\"Europe/Berlin\"",
            "\"+18:00\"",
            "\"GMT+19\"",
            "\"UTC-0\"",
            "\"EST5EDT\"",
            "\"realTime\"",
            "\"interval\"",
            "\"key\"",
            "\"tag\"");

    private static final List<String> NAMES = List.of(
            "\"interval\"",
            "\"dateFrom\"",
            "\"dateTo\"",
            "\"timeZone\"",
            "\"view\"",
            "\"type\"",
            "\"metrics\"",
            "\"groupBy\"",
            "\"filter\"",
            "\"paging\"",
            "\"pageSize\"",
            "\"pageNumber\"",
            "\"reason\"",
            "\"directory_id\"",
            "\"\"");

    private JsonChanges() {}

    /** @param other a text of which a name or a value may be taken */
    public static String any(String json, String other, SplittableRandom random) {
        return random.nextInt(3) == 0 ? any(json, random) : graft(json, other, random);
    }

    private static String graft(String json, String other, SplittableRandom random) {
        List<String> words = words(json);
        List<String> others = words(other);
        if (words.isEmpty() || others.isEmpty()) {
            return json;
        }
        // Behind the last name or value there is nothing of the kind.
        int own = random.nextInt((words.size() + 1) / 2);
        int from = random.nextInt((others.size() + 1) / 2);
        boolean names = random.nextBoolean();
        words.set(
                names ? name(words, own) : value(words, own),
                others.get(names ? name(others, from) : value(others, from)));
        return String.join("", words);
    }

    public static String any(String json, SplittableRandom random) {
        List<String> words = words(json);
        if (words.isEmpty()) {
            return TextChanges.one(VALUES, random);
        }
        int at = random.nextInt(words.size());
        switch (random.nextInt(12)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, words.get(random.nextInt(words.size())));
            case 2 -> words.add(at, TextChanges.one(List.of("{", "}", "[", "]", ":", ",", "\"", " ", "\\"), random));
            case 3 -> words.set(at, TextChanges.any(words.get(at), random));
            case 4 -> nest(words, random);
            case 5, 6 -> addField(words, random);
            default -> words.set(value(words, at), TextChanges.one(VALUES, random));
        }
        return String.join("", words);
    }

    /** A value within as many arrays as strict JSON has, and one more, or any number. */
    private static void nest(List<String> words, SplittableRandom random) {
        int depth = random.nextBoolean() ? random.nextInt(990, 1010) : random.nextInt(5_000);
        int at = value(words, random.nextInt(words.size()));
        words.set(at, "[".repeat(depth) + words.get(at) + "]".repeat(depth));
    }

    private static void addField(List<String> words, SplittableRandom random) {
        int brace = words.indexOf("{");
        String field = TextChanges.one(NAMES, random) + ":" + TextChanges.one(VALUES, random);
        if (brace >= 0) {
            words.add(
                    brace + 1, words.get(Math.min(brace + 1, words.size() - 1)).equals("}") ? field : field + ",");
        }
    }

    private static List<String> words(String json) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(json);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }

    /** Where the next name of a field is, or the next value if there is none. */
    private static int name(List<String> words, int from) {
        for (int i = from; i + 1 < words.size(); i++) {
            if (words.get(i + 1).equals(":")) {
                return i;
            }
        }
        return value(words, from);
    }

    /** Where the next text, number or literal is that is no name of a field, or just here. */
    private static int value(List<String> words, int from) {
        for (int i = from; i < words.size(); i++) {
            boolean name = i + 1 < words.size() && words.get(i + 1).equals(":");
            if (!name && VALUE.matcher(words.get(i)).matches()) {
                return i;
            }
        }
        return from;
    }
}
