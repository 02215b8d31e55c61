package io.gcxcache.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What no declaration makes an answer for everybody: what depends on who asks, what is live control or a secret, and what is
 * made by asking. Paths are judged as they read, whatever the case of their letters.
 */
public final class NeverKept {
    /** The longest page of which more than one is kept, in bytes. */
    public static final int LONGEST_PAGE = 4 << 20;

    /** What an answer has that is good for one client only. */
    public static final Set<String> FIELDS = Set.of("downloadUrl", "presignedUrl", "connectUri");

    /** First words behind the version. */
    private static final Set<String> ROOTS =
            Set.of("oauth", "tokens", "login", "notifications", "conversations", "recording", "recordings", "usage");

    /** Words anywhere behind the version. */
    private static final Set<String> WORDS =
            Set.of("me", "transcripturl", "downloads", "uploads", "password", "voicemail", "chats", "messages");

    /** What words begin with, anywhere. */
    private static final List<String> BEGINNINGS = List.of("export", "media");

    private static final Set<String> PARAMETERS = Set.of("forceAsync", "forceDownloadService");
    private static final List<String> ORGANIZATION = List.of("api", "v2", "organizations", "me");
    private static final List<String> AUDIT = List.of("api", "v2", "audits", "query");
    private static final int WORDS_FROM = 2;

    private NeverKept() {}

    /** @param query the query string in its canonical form */
    public static boolean covers(ApiPath path, String query) {
        return PARAMETERS.stream().anyMatch(query::contains) || covers(path.read());
    }

    /** Whether it covers all that a declared path may ask for, whatever the ids in braces. */
    static boolean covers(Template path) {
        return covers(List.of(path.text().substring(1).split("/", -1)));
    }

    private static boolean covers(List<String> read) {
        List<String> words =
                read.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        if (words.equals(ORGANIZATION) || words.size() <= WORDS_FROM) {
            return false;
        }
        boolean ofAnAudit = words.size() > AUDIT.size()
                && words.subList(0, AUDIT.size()).equals(AUDIT)
                && words.get(words.size() - 1).equals("results");
        return ofAnAudit
                || ROOTS.contains(words.get(WORDS_FROM))
                || words.stream()
                        .skip(WORDS_FROM)
                        .anyMatch(word ->
                                WORDS.contains(word) || BEGINNINGS.stream().anyMatch(word::startsWith));
    }
}
