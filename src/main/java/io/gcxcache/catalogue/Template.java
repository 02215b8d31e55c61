package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with gaps: {@code gcx:directory:{id}}. Immutable. */
public final class Template {
    private static final Pattern GAP = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    private final String text;
    private final List<String> literals;
    private final List<String> gaps;

    private Template(String text, List<String> literals, List<String> gaps) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.gaps = List.copyOf(gaps);
    }

    /** Reads the names in braces; braces around anything else are part of the text. */
    public static Template of(String text) {
        List<String> literals = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        Matcher gap = GAP.matcher(text);
        int end = 0;
        while (gap.find()) {
            literals.add(text.substring(end, gap.start()));
            gaps.add(gap.group(1));
            end = gap.end();
        }
        literals.add(text.substring(end));
        return new Template(text, literals, gaps);
    }

    /** The text with every gap filled. */
    public String fill(UnaryOperator<String> value) {
        if (gaps.isEmpty()) {
            return text;
        }
        StringBuilder filled = new StringBuilder(text.length() + 32).append(literals.get(0));
        for (int i = 0; i < gaps.size(); i++) {
            filled.append(value.apply(gaps.get(i))).append(literals.get(i + 1));
        }
        return filled.toString();
    }

    /** The names of the gaps in their order; one that stands twice is listed twice. */
    public List<String> gaps() {
        return gaps;
    }

    /** The text as it was declared. */
    public String text() {
        return text;
    }

    /** The text with all names of gaps alike: two templates with the same shape make the same texts. */
    String shape() {
        return fill(name -> "{}");
    }

    /**
     * Whether both can make the same text. Gaps are filled with whatever holds no separator; where both have a gap between
     * two separators, only what stands before the first and behind the last gap there is compared.
     */
    boolean overlaps(Template other, char separator) {
        String split = Pattern.quote(String.valueOf(separator));
        String[] ours = shape().split(split, -1);
        String[] theirs = other.shape().split(split, -1);
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < ours.length; i++) {
            if (!alike(ours[i], theirs[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean alike(String one, String two) {
        if (!one.contains("{}") || !two.contains("{}")) {
            return one.contains("{}") ? matches(one, two) : two.contains("{}") ? matches(two, one) : one.equals(two);
        }
        String before = one.substring(0, one.indexOf("{}"));
        String otherBefore = two.substring(0, two.indexOf("{}"));
        String after = one.substring(one.lastIndexOf("{}") + 2);
        String otherAfter = two.substring(two.lastIndexOf("{}") + 2);
        return (before.startsWith(otherBefore) || otherBefore.startsWith(before))
                && (after.endsWith(otherAfter) || otherAfter.endsWith(after));
    }

    private static boolean matches(String shape, String literal) {
        String pattern = "\\Q" + shape.replace("{}", "\\E.+\\Q") + "\\E";
        return Pattern.matches(pattern, literal);
    }

    @Override
    public String toString() {
        return text;
    }
}
