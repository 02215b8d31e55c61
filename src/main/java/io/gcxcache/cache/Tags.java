package io.gcxcache.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names under which an entry can be invalidated together with others, here and in the shared caches that keep it.
 * Immutable.
 *
 * <p>A tag has 1 to {@value #LONGEST} characters out of {@code a-z 0-9 . _ ~ -}, which every CDN takes.
 */
public final class Tags {
    public static final int LONGEST = 128;
    public static final Tags NONE = of(List.of());

    private final Set<String> names;
    private final String cacheGroups;
    private final String surrogateKey;

    private Tags(Set<String> names) {
        this.names = names;
        this.cacheGroups = names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        this.surrogateKey = String.join(" ", names);
    }

    /** Tags made of these texts as {@link #tag} does; those that are empty are left out. */
    public static Tags of(Collection<String> texts) {
        Set<String> names = new LinkedHashSet<>();
        texts.stream().map(Tags::tag).filter(tag -> !tag.isEmpty()).forEach(names::add);
        return new Tags(Collections.unmodifiableSet(names));
    }

    /** A text as a tag: in lower case, with a hyphen for every character that no tag has, cut at the longest length. */
    public static String tag(String text) {
        StringBuilder tag = new StringBuilder(text.trim());
        tag.setLength(Math.min(LONGEST, tag.length()));
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                tag.setCharAt(i, (char) (c + 'a' - 'A'));
            } else if (!isAllowed(c)) {
                tag.setCharAt(i, '-');
            }
        }
        return tag.toString();
    }

    /** Whether a text is a tag as it stands. */
    public static boolean isTag(String text) {
        return !text.isEmpty() && text.equals(tag(text));
    }

    /** The tags in the order in which they were given. */
    public Set<String> names() {
        return names;
    }

    public boolean contains(String tag) {
        return names.contains(tag);
    }

    /** The value of a {@code Cache-Groups} header (RFC 9875, section 2). */
    public String cacheGroups() {
        return cacheGroups;
    }

    /** The value of a {@code Surrogate-Key} header. */
    public String surrogateKey() {
        return surrogateKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags tags && names.equals(tags.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return surrogateKey;
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '~' || c == '-';
    }
}
