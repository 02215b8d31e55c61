package io.gcxcache.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Small changes of a text whose characters are bytes, wherever chance has them. */
public final class TextChanges {
    /** How long a text may become, about: twice what a head may have. */
    private static final int LONG = 40_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");
    /** What stands between blanks, commas and the like, or is quoted. */
    private static final Pattern PART = Pattern.compile("\"[^\"\n]*+\"|[^\\s,;=:{}\"\\[\\]]++");

    private static final Pattern LINE_END = Pattern.compile("\r\n");
    private static final Pattern BLANK = Pattern.compile("[ :,;=]");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "+1",
            "00000000000000000007",
            "0x10",
            "1e9",
            "1.5",
            "255",
            "65536",
            "511999",
            "512000",
            "512001",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "99999999999999999999999999999999",
            "7fffffffffffffff",
            "ffffffffffffffff",
            "\u00b2",
            "");
    private static final List<String> LINE_ENDS =
            List.of("\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n", "\r\n ", "\r\n\t", "\n\n", "", "\0", "\u000b", "\u0085");
    private static final List<String> BLANKS =
            List.of(" ", "  ", "\t", "\u000b", "\f", "\0", "\u00a0", " ".repeat(300), "");
    private static final List<String> ENCODED = List.of(
            "%00",
            "%0d%0a",
            "%20",
            "%2F",
            "%2f..%2f",
            "%2e%2e",
            "%25",
            "%2525",
            "%3f",
            "%c3%a4",
            "%C0%AF",
            "%ff",
            "%u0041",
            "%",
            "%z",
            "%e2%82",
            "%ed%a0%80",
            "%f0%9f%98%80",
            "+",
            "%7b%7d",
            "${x}",
            "#",
            "?",
            "&",
            "=",
            "//",
            "/./",
            "\\");
    /** In UTF-8, one byte a character: letters, what is turned round, joined or not seen, and what is none. */
    private static final List<String> UNICODE = List.of(
            "\u00c3\u00a4",
            "\u00e2\u0082\u00ac",
            "\u00f0\u009f\u0098\u0080",
            "\u00e2\u0080\u00ae",
            "\u00e2\u0080\u008b",
            "\u00ef\u00bb\u00bf",
            "a\u00cc\u0088",
            "\u00c4\u00b0",
            "\u00ed\u00a0\u0080",
            "\u00c0\u0080",
            "\u00ff\u00fe",
            "\u00f5");

    /** Header lines that mean something to somebody on the way, and need not be anywhere in the seeds. */
    private static final List<String> LINES = List.of(
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Content-Length: 0",
            "Content-Length: 5, 5",
            "Content-Length: +5",
            "Host: localhost",
            "Host: ",
            "HTTP/1.1 200 OK",
            "GET /gcx/budget HTTP/1.1");

    private static final List<BiFunction<String, SplittableRandom, String>> ALL = List.of(
            TextChanges::flipBit,
            TextChanges::flipBit,
            TextChanges::delete,
            TextChanges::insertBytes,
            TextChanges::repeat,
            TextChanges::copySpan,
            TextChanges::copyLine,
            TextChanges::dropLine,
            TextChanges::swapLines,
            TextChanges::addLine,
            (text, random) -> replace(text, NUMBER, NUMBERS, random),
            (text, random) -> replace(text, NUMBER, NUMBERS, random),
            (text, random) -> replace(text, LINE_END, LINE_ENDS, random),
            (text, random) -> replace(text, BLANK, BLANKS, random),
            (text, random) -> insert(text, BLANKS, random),
            (text, random) -> insert(text, ENCODED, random),
            (text, random) -> insert(text, UNICODE, random),
            TextChanges::nearNumber,
            TextChanges::changeCase,
            TextChanges::encode,
            TextChanges::cutOff);

    private TextChanges() {}

    public static String any(String text, SplittableRandom random) {
        String changed = one(ALL, random).apply(text, random);
        return changed.length() > Math.max(LONG, text.length()) ? text : changed;
    }

    public static <T> T one(List<T> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }

    /** The beginning of one text and the end of another. */
    public static String splice(String first, String second, SplittableRandom random) {
        return first.substring(0, position(first, random)) + second.substring(position(second, random));
    }

    /** One text with a part of another in the place of a like one of its own. */
    public static String graft(String text, String other, SplittableRandom random) {
        MatchResult own = find(text, PART, random);
        MatchResult others = find(other, PART, random);
        return own == null || others == null
                ? text
                : text.substring(0, own.start()) + others.group() + text.substring(own.end());
    }

    private static int position(String text, SplittableRandom random) {
        return random.nextInt(text.length() + 1);
    }

    private static String flipBit(String text, SplittableRandom random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        char flipped = (char) (text.charAt(at) ^ 1 << random.nextInt(8));
        return text.substring(0, at) + flipped + text.substring(at + 1);
    }

    private static String delete(String text, SplittableRandom random) {
        int from = position(text, random);
        int to = Math.min(text.length(), from + 1 + random.nextInt(8));
        return text.substring(0, from) + text.substring(to);
    }

    private static String insertBytes(String text, SplittableRandom random) {
        StringBuilder bytes = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            bytes.append((char) random.nextInt(256));
        }
        return insert(text, List.of(bytes.toString()), random);
    }

    private static String repeat(String text, SplittableRandom random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        int times = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200);
        return text.substring(0, at) + text.substring(at, at + 1).repeat(times) + text.substring(at);
    }

    private static String copySpan(String text, SplittableRandom random) {
        int from = position(text, random);
        int to = Math.min(text.length(), from + random.nextInt(100));
        return insert(text, List.of(text.substring(from, to)), random);
    }

    private static String copyLine(String text, SplittableRandom random) {
        String[] lines = lines(text);
        int at = random.nextInt(lines.length);
        lines[at] = lines[at] + lines[at];
        return String.join("", lines);
    }

    private static String dropLine(String text, SplittableRandom random) {
        String[] lines = lines(text);
        lines[random.nextInt(lines.length)] = "";
        return String.join("", lines);
    }

    private static String swapLines(String text, SplittableRandom random) {
        String[] lines = lines(text);
        int one = random.nextInt(lines.length);
        int other = random.nextInt(lines.length);
        String line = lines[one];
        lines[one] = lines[other];
        lines[other] = line;
        return String.join("", lines);
    }

    private static String addLine(String text, SplittableRandom random) {
        String[] lines = lines(text);
        lines[random.nextInt(lines.length)] += one(LINES, random) + "\r\n";
        return String.join("", lines);
    }

    private static String[] lines(String text) {
        return text.split("(?<=\n)", -1);
    }

    private static String nearNumber(String text, SplittableRandom random) {
        MatchResult found = find(text, NUMBER, random);
        if (found == null || found.group().length() > 18) {
            return text;
        }
        long near = Long.parseLong(found.group()) + random.nextInt(-3, 4);
        return text.substring(0, found.start()) + near + text.substring(found.end());
    }

    private static String changeCase(String text, SplittableRandom random) {
        MatchResult found = find(text, WORD, random);
        if (found == null) {
            return text;
        }
        StringBuilder changed = new StringBuilder(text);
        for (int i = found.start(); i < found.end(); i++) {
            if (random.nextBoolean()) {
                changed.setCharAt(i, (char) (text.charAt(i) ^ 0x20));
            }
        }
        return changed.toString();
    }

    private static String encode(String text, SplittableRandom random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        return text.substring(0, at) + "%%%02x".formatted((int) text.charAt(at)) + text.substring(at + 1);
    }

    private static String cutOff(String text, SplittableRandom random) {
        return text.substring(0, position(text, random));
    }

    private static String insert(String text, List<String> inserted, SplittableRandom random) {
        int at = position(text, random);
        return text.substring(0, at) + one(inserted, random) + text.substring(at);
    }

    private static String replace(String text, Pattern what, List<String> by, SplittableRandom random) {
        MatchResult found = find(text, what, random);
        return found == null ? text : text.substring(0, found.start()) + one(by, random) + text.substring(found.end());
    }

    private static MatchResult find(String text, Pattern what, SplittableRandom random) {
        List<MatchResult> all = what.matcher(text).results().toList();
        return all.isEmpty() ? null : one(all, random);
    }
}
