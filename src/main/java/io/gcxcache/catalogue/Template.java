package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * What fills the gap so that a text comes out.
     *
     * @return empty if nothing does; an empty text if the template has no gap and is the text
     */
    public Optional<String> filledBy(String filled) {
        if (gaps.isEmpty()) {
            return filled.equals(text) ? Optional.of("") : Optional.empty();
        }
        String before = literals.get(0);
        String after = literals.get(literals.size() - 1);
        boolean fits = gaps.size() == 1
                && filled.length() > before.length() + after.length()
                && filled.startsWith(before)
                && filled.endsWith(after);
        return fits
                ? Optional.of(filled.substring(before.length(), filled.length() - after.length()))
                : Optional.empty();
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

    @Override
    public String toString() {
        return text;
    }
}
