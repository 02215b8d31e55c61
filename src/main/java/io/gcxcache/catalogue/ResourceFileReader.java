package io.gcxcache.catalogue;

import java.math.BigDecimal;
import java.math.BigInteger;
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
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one file of declarations; everything that is no declaration becomes a fault with its line. */
final class ResourceFileReader {
    static final int LONGEST = 1_000_000;

    /** Far more than any file needs; aliases of aliases would make it without end. */
    private static final int MOST_VALUES = 100_000;

    private static final int DEEPEST = 64;
    private static final String FORM = "a mapping of lists, queries, reports and jobs to their declarations by name";

    private final ResourceFile file;
    private final List<String> faults;
    private int values;

    /** @param faults where to tell what is wrong */
    ResourceFileReader(ResourceFile file, List<String> faults) {
        this.file = file;
        this.faults = faults;
    }

    List<Catalogue.Written> read() {
        List<Catalogue.Written> written = new ArrayList<>();
        try {
            root().ifPresent(root -> readSections(root, written));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            tell(line, String.join(", ", nonNull(e.getContext(), e.getProblem())));
        } catch (YamlEngineException | Unreadable e) {
            faults.add(file.name() + ": " + e.getMessage());
        }
        return written;
    }

    private Optional<Node> root() {
        if (file.content().length > LONGEST) {
            throw new Unreadable("has " + file.content().length + " bytes, allowed are " + LONGEST);
        }
        LoadSettings settings = LoadSettings.builder().setLabel(file.name()).build();
        Optional<Node> root = new Compose(settings).composeString(decoded());
        if (root.isEmpty()) {
            throw new Unreadable("is empty; it is to be " + FORM);
        }
        return root;
    }

    private String decoded() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.content()))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unreadable("is not encoded in UTF-8");
        }
    }

    private void readSections(Node root, List<Catalogue.Written> written) {
        for (Map.Entry<String, NodeTuple> section : tuples(root, "", FORM).entrySet()) {
            Node names = section.getValue().getValueNode();
            Optional<Kind> kind = Arrays.stream(Kind.values())
                    .filter(known -> known.section().equals(section.getKey()))
                    .findFirst();
            if (kind.isEmpty()) {
                List<String> known =
                        Arrays.stream(Kind.values()).map(Kind::section).toList();
                tell(
                        line(section.getValue().getKeyNode()),
                        section.getKey() + ": is no section; the nearest one is "
                                + Nearest.to(section.getKey(), known));
            } else if (!names.getTag().equals(Tag.NULL)) {
                tuples(names, section.getKey(), "a mapping of names to declarations")
                        .forEach((name, declaration) -> written.add(declaration(kind.get(), name, declaration)));
            }
        }
    }

    private Catalogue.Written declaration(Kind kind, String name, NodeTuple declared) {
        ResourceBuilder builder = new ResourceBuilder(kind, name);
        Map<String, Integer> lines = new HashMap<>();
        tuples(declared.getValueNode(), builder.where(), "a mapping of properties to their values")
                .forEach((property, tuple) -> {
                    lines.put(property, line(tuple.getKeyNode()));
                    builder.set(property, value(tuple.getValueNode(), 0));
                });
        return new Catalogue.Written(builder, new Place(file.name(), line(declared.getKeyNode()), lines));
    }

    /** What a mapping holds by its names; a name that stands twice, or is none, is told. */
    private Map<String, NodeTuple> tuples(Node node, String where, String form) {
        Map<String, NodeTuple> tuples = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            tell(line(node), (where.isEmpty() ? "" : where + ": ") + "is to be " + form);
            return tuples;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                tell(line(tuple.getKeyNode()), (where.isEmpty() ? "" : where + ": ") + "a name is a text");
            } else {
                NodeTuple before = tuples.putIfAbsent(name.getValue(), tuple);
                if (before != null) {
                    tell(
                            line(name),
                            (where.isEmpty() ? "" : where + '.') + name.getValue() + ": stands at line "
                                    + line(before.getKeyNode()) + " already");
                }
            }
        }
        return tuples;
    }

    private Object value(Node node, int depth) {
        if (++values > MOST_VALUES || depth > DEEPEST) {
            throw new Unreadable("holds more than " + MOST_VALUES + " values, or deeper ones than " + DEEPEST
                    + "; are there aliases of aliases?");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(element -> list.add(value(element, depth + 1)));
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        tuples(node, "", "a mapping").forEach((name, tuple) -> map.put(name, value(tuple.getValueNode(), depth + 1)));
        return map;
    }

    private Object scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.INT)) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return text.matches("[-+.0-9eE]+") ? new BigDecimal(text) : text;
        }
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (!tag.equals(Tag.STR)) {
            throw new Unreadable("line " + line(scalar) + " has the tag " + tag + ", and tags are not read here");
        }
        return text;
    }

    private void tell(int line, String what) {
        faults.add(file.name() + ':' + line + ": " + what);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static List<String> nonNull(String... texts) {
        return Arrays.stream(texts)
                .filter(text -> text != null && !text.isBlank())
                .toList();
    }

    /** The file as a whole is not to be read. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
