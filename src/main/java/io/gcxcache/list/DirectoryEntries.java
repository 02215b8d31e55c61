package io.gcxcache.list;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gcxcache.json.Slices;
import io.gcxcache.paging.PagedList;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.util.List;

/**
 * The model of a directory's entry: {@code id} and {@code name} are required texts; {@code address}, {@code email} and
 * {@code phone} are texts if present; {@code custom_attributes} is an object of texts if present; other fields are kept as
 * they are. An entry that breaks this is an upstream error that names its page and index.
 */
final class DirectoryEntries {
    /** Names of attributes may be ever new ones; a table of them would be merged with every entry. */
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private static final List<String> REQUIRED = List.of("id", "name");
    private static final List<String> OPTIONAL = List.of("address", "email", "phone");

    private DirectoryEntries() {}

    /** Answers the list as it is, if all of its entries are valid. */
    static PagedList validate(PagedList list) {
        for (int page = 0; page < list.pages().size(); page++) {
            Slices entries = list.pages().get(page);
            for (int index = 0; index < entries.count(); index++) {
                String fault = fault(read(entries, index));
                if (fault != null) {
                    throw Problem.upstream("Genesys sent an entry " + fault + ": page " + (page + 1) + ", index "
                            + index + " of " + list.path());
                }
            }
        }
        return list;
    }

    private static JsonNode read(Slices entries, int index) {
        try {
            return JSON.readTree(entries.bytes(), entries.start(index), entries.length(index));
        } catch (IOException e) {
            // It was read before as a part of its page, but not what it holds.
            throw Problem.upstream("Genesys sent an entry that cannot be read: index " + index + " of a page");
        }
    }

    private static String fault(JsonNode entry) {
        if (!entry.isObject()) {
            return "that is not an object";
        }
        for (String field : REQUIRED) {
            if (!entry.path(field).isTextual() || entry.path(field).asText().isEmpty()) {
                return "without " + field;
            }
        }
        for (String field : OPTIONAL) {
            if (!isTextOrAbsent(entry.path(field))) {
                return "whose " + field + " is not a text";
            }
        }
        JsonNode attributes = entry.path("custom_attributes");
        boolean absent = attributes.isMissingNode() || attributes.isNull();
        if (!absent && !attributes.isObject()) {
            return "whose custom_attributes is not an object";
        }
        for (JsonNode attribute : attributes) {
            if (!isTextOrAbsent(attribute)) {
                return "with a custom attribute that is not a text";
            }
        }
        return null;
    }

    private static boolean isTextOrAbsent(JsonNode node) {
        return node.isTextual() || node.isNull() || node.isMissingNode();
    }
}
