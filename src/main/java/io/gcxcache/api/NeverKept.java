package io.gcxcache.api;

import java.util.List;
import java.util.Set;

/**
 * What no declaration makes an answer for everybody: what depends on who asks, what is live control or a secret, and what is
 * made by asking. Paths are judged as they are sent, from {@code /api/v2} on.
 */
final class NeverKept {
    /** First words behind the version. */
    private static final Set<String> ROOTS =
            Set.of("oauth", "tokens", "login", "notifications", "conversations", "recording", "recordings", "usage");

    /** Words anywhere behind the version. */
    private static final Set<String> WORDS =
            Set.of("me", "transcripturl", "downloads", "uploads", "password", "voicemail", "chats", "messages");

    /** What words begin with, anywhere. */
    private static final List<String> BEGINNINGS = List.of("export", "media");

    private static final Set<String> PARAMETERS = Set.of("forceAsync", "forceDownloadService");
    private static final String ORGANIZATION = "/api/v2/organizations/me";
    private static final int WORDS_FROM = 3;

    private NeverKept() {}

    /** @param query the query string, or null */
    static boolean covers(String path, String query) {
        if (query != null && PARAMETERS.stream().anyMatch(query::contains)) {
            return true;
        }
        if (path.equals(ORGANIZATION)) {
            return false;
        }
        String[] words = path.split("/", -1);
        if (words.length > WORDS_FROM && ROOTS.contains(words[WORDS_FROM])) {
            return true;
        }
        for (int i = WORDS_FROM; i < words.length; i++) {
            String word = words[i];
            if (WORDS.contains(word) || BEGINNINGS.stream().anyMatch(word::startsWith)) {
                return true;
            }
        }
        return path.startsWith("/api/v2/audits/query/") && path.endsWith("/results");
    }
}
