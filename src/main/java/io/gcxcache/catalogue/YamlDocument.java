package io.gcxcache.catalogue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Makes nodes of what a YAML file holds, and tells what nobody could read in it. */
public final class YamlDocument {
    public static final int LONGEST = 1_000_000;

    /** Far more than any file needs; aliases of aliases would make it without end. */
    static final int MOST_VALUES = 20_000;

    private final byte[] content;
    private final String form;
    private final int deepest;
    private final boolean tagged;

    /**
     * @param form what the file is to be
     * @param deepest how deep it may be nested
     * @param tagged whether it may have tags
     */
    public YamlDocument(byte[] content, String form, int deepest, boolean tagged) {
        this.content = content;
        this.form = form;
        this.deepest = deepest;
        this.tagged = tagged;
    }

    /**
     * What the file says; nothing if it only has comments.
     *
     * @throws Unreadable if it is no YAML as it is read here
     */
    public Optional<Node> root() {
        if (content.length > LONGEST) {
            throw new Unreadable(0, "has " + content.length + " bytes, allowed are " + LONGEST);
        }
        String text = decoded();
        if (text.replace("\uFEFF", "").isBlank()) {
            throw new Unreadable(0, "is empty; it is to be " + form);
        }
        LoadSettings settings = LoadSettings.builder()
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MOST_VALUES)
                .build();
        try {
            checkEvents(new Parse(settings).parseString(text));
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String what = Stream.of(e.getContext(), e.getProblem())
                    .filter(part -> part != null && !part.isBlank())
                    .collect(Collectors.joining(", "));
            throw new Unreadable(line(e.getProblemMark()), "is not YAML: " + what.replaceAll("\\s+", " "));
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            int line = text.substring(0, end).split("\\R", -1).length;
            throw new Unreadable(line, String.format("is not YAML: it has the character U+%04X", e.getCodePoint()));
        } catch (YamlVersionException e) {
            throw new Unreadable(0, "is of another YAML version than 1.2");
        } catch (YamlEngineException | IllegalArgumentException e) {
            // the scanner lets the NumberFormatException of "\UFFFFFFFF" pass
            throw new Unreadable(
                    0, "is not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private String decoded() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable(0, "is not encoded in UTF-8");
        }
    }

    /** Refuses what is too late to refuse in nodes: a depth that overflows the stack, and tags. */
    private void checkEvents(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            Optional<String> tag = Optional.empty();
            if (event instanceof CollectionStartEvent start) {
                tag = start.getTag();
                if (++depth > deepest) {
                    throw new Unreadable(line(event.getStartMark()), "is nested deeper than " + deepest);
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                tag = scalar.getTag();
            }
            if (tag.isPresent() && !tagged) {
                throw new Unreadable(
                        line(event.getStartMark()),
                        "has the tag " + Form.shown(tag.get())
                                + ", and tags are not read here; a number in quotes is a text");
            }
        }
    }

    /** The line, from 1, at which a node begins. */
    public static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(known -> known.getLine() + 1).orElse(0);
    }

    /** The file is not to be read from here on. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;

        Unreadable(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }

        /** From 1; 0 for the file as a whole. */
        public int line() {
            return line;
        }
    }
}
