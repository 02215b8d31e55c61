package io.gcxcache.consumer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.gcxcache.consumer.Consumer.CacheUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a file of consumers; all that is wrong with it is told, with lines. */
final class ConsumersFile {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ALLOWED = Pattern.compile(Allowed.LOOK);
    private static final Pattern CREDENTIAL = Pattern.compile(Credential.LOOK);

    /** A secret or a hash may stand in any place, by mistake. */
    private static final Pattern SECRETS = Pattern.compile("[0-9A-Fa-f]{16,}|gcx_[A-Za-z0-9_-]{8,}");

    /** By which those are counted who go by no name of their own. */
    private static final Set<String> TAKEN = Set.of("other", "unauthenticated");

    private static final int LONGEST_FAULT = 400;
    private static final int MOST_FAULTS = 20;

    private static final int MOST_REQUESTS = 1_000_000;
    private static final String FORM = "a list of consumers, each with id and credential";

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfigDefaults(blank ->
                    blank.setAcceptBlankAsEmpty(false).setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final String name;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Consumer> consumers = new LinkedHashMap<>();

    private ConsumersFile(String name) {
        this.name = name;
    }

    /** A consumer as it is written. */
    record Entry(
            String id,
            String credential,
            @JsonProperty("previous-credential") String previousCredential,
            Integer rate,
            List<String> allow,
            String cache,
            String align,
            Boolean admin) {}

    /**
     * @param name of the file, for messages
     * @return the consumers by their ids
     * @throws IllegalArgumentException if anything is not allowed; says all that is, a line each
     */
    static Map<String, Consumer> read(String name, byte[] content) {
        ConsumersFile file = new ConsumersFile(name);
        try (JsonParser parser = file.new Saying(YAML.createParser(content))) {
            file.read(parser);
        } catch (IOException e) {
            file.unreadable(e);
        }
        if (!file.faults.isEmpty()) {
            throw new IllegalArgumentException(file.faults());
        }
        return file.consumers;
    }

    /** A property that is there and says nothing is not taken for one that is not there: who is allowed nothing would be allowed all. */
    private final class Saying extends JsonParserDelegate {
        Saying(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.VALUE_NULL && currentName() != null) {
                refuse(currentTokenLocation().getLineNr(), currentName() + " is without a value");
            }
            if (((YAMLParser) delegate).isCurrentAlias()) {
                refuse(currentTokenLocation().getLineNr(), "has an alias (*), which is not followed");
            }
            return token;
        }
    }

    private void read(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_ARRAY) {
            refuse(1, "is to be " + FORM);
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int line = parser.currentTokenLocation().getLineNr();
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                refuse(line, "is to be " + FORM);
                return;
            }
            add(YAML.readValue(parser, Entry.class), line);
        }
        if (parser.nextToken() != null) {
            refuse(parser.currentTokenLocation().getLineNr(), "has more than one document");
        }
    }

    private void add(Entry entry, int line) {
        String id = entry.id() == null ? "" : entry.id();
        int before = faults.size();
        faultOfId(id).ifPresent(fault -> refuse(line, fault));
        List<Credential> credentials = new ArrayList<>();
        if (entry.credential() == null) {
            refuse(line, id + ": credential is missing; --new-consumer " + id + " makes one");
        } else {
            credential(line, id + ": credential", entry.credential(), credentials);
        }
        if (entry.previousCredential() != null) {
            credential(line, id + ": previous-credential", entry.previousCredential(), credentials);
        }
        if (entry.rate() != null && (entry.rate() < 1 || entry.rate() > MOST_REQUESTS)) {
            refuse(
                    line,
                    id + ": rate is " + entry.rate() + ", allowed are 1 to " + MOST_REQUESTS + " requests a minute");
        }
        if (entry.allow() != null && entry.allow().isEmpty()) {
            refuse(line, id + ": allow is empty, so that nothing is allowed; left out, all reads are");
        }
        List<String> allow = entry.allow() == null ? List.of() : entry.allow();
        for (String pattern : allow) {
            if (pattern == null || !ALLOWED.matcher(pattern).matches()) {
                refuse(
                        line,
                        id + ": allow has '" + pattern
                                + "', which no request fits; allowed is a method or *, a blank and"
                                + " a path, in which * is any word and /** at the end whatever follows");
            }
        }
        word(line, id + ": cache", entry.cache(), List.of("use", "refresh", "bypass"));
        word(line, id + ": align", entry.align(), List.of("live", "exact"));
        if (faults.size() > before) {
            return;
        }
        Allowed allowed = allow.isEmpty() ? Allowed.READS : Allowed.of(allow);
        int rate = entry.rate() == null ? 0 : entry.rate();
        if (consumers.putIfAbsent(
                        id,
                        new Consumer(
                                id,
                                credentials,
                                allowed,
                                rate,
                                entry.cache() == null
                                        ? CacheUse.USE
                                        : CacheUse.valueOf(entry.cache().toUpperCase(Locale.ROOT)),
                                "exact".equals(entry.align()),
                                Boolean.TRUE.equals(entry.admin()),
                                true))
                != null) {
            refuse(line, id + " is declared already");
        }
    }

    /** What is wrong with an id, if anything is. */
    static Optional<String> faultOfId(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.of("id is to be a letter or digit, then up to 63 characters out of A-Z a-z 0-9 . _ -");
        }
        return TAKEN.contains(id)
                ? Optional.of("id is not to be " + id + ", by which others are counted")
                : Optional.empty();
    }

    private void word(int line, String what, String said, List<String> allowed) {
        if (said != null && !allowed.contains(said)) {
            refuse(line, what + " is " + said + ", allowed are " + String.join(", ", allowed));
        }
    }

    /** What it says is not told: it may be a secret. */
    private void credential(int line, String what, String text, List<Credential> credentials) {
        if (CREDENTIAL.matcher(text).matches()) {
            credentials.add(Credential.of(text));
        } else {
            refuse(
                    line,
                    what
                            + " is to be sha256: and 64 digits of lower-case hex, as --new-consumer prints it; a secret does"
                            + " not belong into the file");
        }
    }

    private void unreadable(IOException fault) {
        JsonLocation where = fault instanceof JsonProcessingException json ? json.getLocation() : null;
        int line = where == null ? 0 : where.getLineNr();
        if (fault instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(", "));
            refuse(line, "has the property " + unknown.getPropertyName() + ", allowed are " + known);
        } else if (fault instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String property = mapping.getPath().get(0).getFieldName();
            refuse(
                    line,
                    property
                            + " is of the wrong kind: id and credentials are texts, rate is a whole number, allow a list of texts, admin true or false");
        } else {
            refuse(line, "is not YAML, or has a name twice");
        }
    }

    private String faults() {
        String told = String.join("\n", faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
        return faults.size() > MOST_FAULTS ? told + "\nand " + (faults.size() - MOST_FAULTS) + " more" : told;
    }

    private void refuse(int line, String fault) {
        String hidden = SECRETS.matcher(fault).replaceAll("\u2026");
        String told = hidden.length() > LONGEST_FAULT ? hidden.substring(0, LONGEST_FAULT) + '\u2026' : hidden;
        faults.add(line > 0 ? name + ":" + line + ": " + told : name + ": " + told);
    }
}
