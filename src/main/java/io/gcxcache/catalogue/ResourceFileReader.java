package io.gcxcache.catalogue;

import io.gcxcache.problem.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one file of declarations; everything that is no declaration is refused with its line. */
final class ResourceFileReader {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 40;
    private static final String FORM =
            "a mapping of lists, pages, objects, queries, reports and jobs to their declarations by name";
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
            new YamlDocument(file.content(), FORM, DEEPEST, false)
                    .root()
                    .ifPresent(root -> readSections(root, written));
        } catch (YamlDocument.Unreadable e) {
            refuse(e.line(), e.getMessage());
        }
        return written;
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
            throw new YamlDocument.Unreadable(
                    line(node), where + " is nested deeper than " + DEEPEST + "; does it hold itself?");
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
        if (++values > YamlDocument.MOST_VALUES) {
            throw new YamlDocument.Unreadable(
                    line(node),
                    "holds more than " + YamlDocument.MOST_VALUES + " values here; are there aliases of aliases?");
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
        return YamlDocument.line(node);
    }
}
