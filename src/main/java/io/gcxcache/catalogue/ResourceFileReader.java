package io.gcxcache.catalogue;

import io.gcxcache.problem.Nearest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one file of declarations; everything that is no declaration is refused with its line. */
final class ResourceFileReader {
    static final int LONGEST = 1_000_000;

    /** Far more than any file needs; aliases of aliases would make it without end. */
    private static final int MOST_VALUES = 20_000;

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 40;
    private static final String FORM = "a mapping of lists, queries, reports and jobs to their declarations by name";
    private static final String MERGE = "<<";

    private final ResourceFile file;
    private final List<Refusal> refusals;
    private int values;

    /** @param refusals where to tell what is wrong */
    ResourceFileReader(ResourceFile file, List<Refusal> refusals) {
        this.file = file;
        this.refusals = refusals;
    }

    List<Written> read() {
        List<Written> written = new ArrayList<>();
        try {
            root().ifPresent(root -> readSections(root, written));
        } catch (Unreadable e) {
            refuse(e.line, e.getMessage());
        }
        return written;
    }

    /** What the file says; nothing if it only has comments. */
    private Optional<Node> root() {
        if (file.content().length > LONGEST) {
            throw new Unreadable(0, "has " + file.content().length + " bytes, allowed are " + LONGEST);
        }
        String text = decoded();
        if (text.replace("\uFEFF", "").isBlank()) {
            throw new Unreadable(0, "is empty; it is to be " + FORM);
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
                    .decode(ByteBuffer.wrap(file.content()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable(0, "is not encoded in UTF-8");
        }
    }

    /** Refuses what is too late to refuse in nodes: a depth that overflows the stack, and tags. */
    private static void checkEvents(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            Optional<String> tag = Optional.empty();
            if (event instanceof CollectionStartEvent start) {
                tag = start.getTag();
                if (++depth > DEEPEST) {
                    throw new Unreadable(line(event.getStartMark()), "is nested deeper than " + DEEPEST);
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                tag = scalar.getTag();
            }
            if (tag.isPresent()) {
                throw new Unreadable(
                        line(event.getStartMark()),
                        "has the tag " + Form.shown(tag.get())
                                + ", and tags are not read here; a number in quotes is a text");
            }
        }
    }

    private void readSections(Node root, List<Written> written) {
        for (Map.Entry<String, NodeTuple> section :
                tuples(root, "the file", FORM).entrySet()) {
            Node names = section.getValue().getValueNode();
            Optional<Kind> kind = Arrays.stream(Kind.values())
                    .filter(known -> known.section().equals(section.getKey()))
                    .findFirst();
            if (kind.isEmpty()) {
                List<String> known =
                        Arrays.stream(Kind.values()).map(Kind::section).toList();
                refuse(
                        line(section.getValue().getKeyNode()),
                        DeclarationException.word(section.getKey()) + ": is no section; the nearest one is "
                                + Nearest.to(section.getKey(), known));
            } else if (!names.getTag().equals(Tag.NULL)) {
                tuples(names, section.getKey(), "a mapping of names to declarations")
                        .forEach((name, declaration) -> written.add(declaration(kind.get(), name, declaration)));
            }
        }
    }

    private Written declaration(Kind kind, String name, NodeTuple declared) {
        ResourceBuilder builder = new ResourceBuilder(kind, name);
        Map<String, Integer> lines = new HashMap<>();
        Node properties = declared.getValueNode();
        tuples(properties, builder.where(), "a mapping of properties to their values")
                .forEach((property, tuple) -> {
                    lines.put(property, line(tuple.getKeyNode()));
                    int before = refusals.size();
                    Object value = value(tuple.getValueNode(), inside(builder.where(), property), 0);
                    if (refusals.size() == before) {
                        builder.set(property, value);
                    } else {
                        builder.setUnreadable(property);
                    }
                });
        if (!(properties instanceof MappingNode)) {
            builder.setUnreadable(Property.PATH);
        }
        return new Written(builder, new Place(file.name(), line(declared.getKeyNode()), lines));
    }

    /** What a mapping holds by its names; a name that stands twice, or is none, is refused. */
    private Map<String, NodeTuple> tuples(Node node, String where, String form) {
        Map<String, NodeTuple> tuples = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            refuse(line(node), where + ": is to be " + form);
            return tuples;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            count(tuple.getKeyNode());
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                refuse(line, where + ": a name is a text, not a mapping or a list");
            } else if (!name.getTag().equals(Tag.STR)) {
                refuse(
                        line,
                        where + ": " + (name.getTag().equals(Tag.NULL) ? "null" : name.getValue())
                                + " is not a text; as a name, write it in quotes");
            } else if (name.getValue().equals(MERGE) && name.isPlain()) {
                refuse(line, where + ": << is not read here; an alias can stand for a whole value");
            } else {
                NodeTuple before = tuples.putIfAbsent(name.getValue(), tuple);
                if (before != null) {
                    refuse(
                            line,
                            inside(where, name.getValue()) + ": stands at line " + line(before.getKeyNode())
                                    + " already");
                }
            }
        }
        return tuples;
    }

    private Object value(Node node, String where, int depth) {
        count(node);
        if (depth > DEEPEST) {
            throw new Unreadable(line(node), where + " is nested deeper than " + DEEPEST + "; does it hold itself?");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, where);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(element -> list.add(value(element, where, depth + 1)));
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        tuples(node, where, "a mapping")
                .forEach((name, tuple) -> map.put(name, value(tuple.getValueNode(), where, depth + 1)));
        return map;
    }

    private Object scalar(ScalarNode scalar, String where) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text, line(scalar), where);
        }
        return text;
    }

    private Object number(String text, int line, String where) {
        try {
            if (text.length() <= LONGEST_NUMBER) {
                BigDecimal number = new BigDecimal(text);
                if (text.matches("-?\\d{1,18}")) {
                    return number.longValueExact();
                }
                if (Math.abs((long) number.scale()) <= LONGEST_NUMBER) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // .inf, .nan, and exponents beyond all sense
        }
        refuse(line, where + ": " + Form.shown(text) + " is a number that is not read here");
        return null;
    }

    private void count(Node node) {
        if (++values > MOST_VALUES) {
            throw new Unreadable(
                    line(node), "holds more than " + MOST_VALUES + " values here; are there aliases of aliases?");
        }
    }

    private void refuse(int line, String what) {
        refusals.add(new Refusal(file.name(), line, what));
    }

    private static String inside(String where, String name) {
        return where.equals("the file")
                ? DeclarationException.word(name)
                : where + '.' + DeclarationException.word(name);
    }

    private static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(known -> known.getLine() + 1).orElse(0);
    }

    /** The file is not to be read from here on. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;

        Unreadable(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }
    }
}
