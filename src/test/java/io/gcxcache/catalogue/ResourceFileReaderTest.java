package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceFileReaderTest {
    private static final String FORM =
            "a mapping of lists, pages, objects, queries, reports and jobs to their declarations by name";
    private static final Duration SOON = Duration.ofSeconds(20);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(
                        "no section",
                        "lists:\nqueires:\n  x: {}",
                        "x.yaml:2: queires: is no section; the nearest one is queries"),
                refused(
                        "a section that is a list",
                        "lists:\n  - x",
                        "x.yaml:2: lists: is to be a mapping of names to declarations"),
                refused(
                        "a declaration of nothing",
                        "lists:\n  x:",
                        "x.yaml:2: lists.x: is to be a mapping of properties to their values"),
                refused(
                        "a declaration that is a text",
                        "lists:\n  x: /api/v2/x",
                        "x.yaml:2: lists.x: is to be a mapping of properties to their values"),
                refused("a root that is a list", "- lists", "x.yaml:1: the file: is to be " + FORM),
                refused("a root that is a text", "\nlists", "x.yaml:2: the file: is to be " + FORM),
                refused("a root that is null", "---\n", "x.yaml:2: the file: is to be " + FORM),
                refused("an empty file", "", "x.yaml: is empty; it is to be " + FORM),
                refused("nothing but a byte order mark", "\uFEFF", "x.yaml: is empty; it is to be " + FORM),
                refused("nothing but blanks", " \n\n", "x.yaml: is empty; it is to be " + FORM),
                refused(
                        "two documents",
                        "lists:\n---\nlists:",
                        "x.yaml:2: is not YAML: expected a single document in the stream, but found another document"),
                refused("a section twice", "lists:\njobs:\nlists:", "x.yaml:3: lists: stands at line 1 already"),
                refused(
                        "a name twice",
                        "lists:\n  x: {path: /api/v2/x}\n  x: {path: /api/v2/y}",
                        "x.yaml:3: lists.x: stands at line 2 already"),
                refused(
                        "a property twice",
                        "lists:\n  x:\n    path: /api/v2/x\n    'path': /api/v2/x",
                        "x.yaml:4: lists.x.path: stands at line 3 already"),
                refused(
                        "a field of a default twice",
                        "queries:\n  x:\n    path: /api/v2/x\n    defaults: {a: {b: 1, b: 2}}",
                        "x.yaml:4: queries.x.defaults.b: stands at line 4 already"),
                refused(
                        "a number as a name",
                        "lists:\n  12: {path: /api/v2/x}",
                        "x.yaml:2: lists: 12 is not a text; as a name, write it in quotes"),
                refused(
                        "a flag as a property",
                        "lists:\n  x: {path: /api/v2/x, true: 1}",
                        "x.yaml:2: lists.x: true is not a text; as a name, write it in quotes"),
                refused(
                        "null as a name",
                        "lists:\n  null: {path: /api/v2/x}",
                        "x.yaml:2: lists: null is not a text; as a name, write it in quotes"),
                refused(
                        "a list as a name",
                        "lists:\n  ? [a]\n  : {path: /api/v2/x}",
                        "x.yaml:2: lists: a name is a text, not a mapping or a list"),
                refused(
                        "a mapping as a section",
                        "? {a: b}\n: c",
                        "x.yaml:1: the file: a name is a text, not a mapping or a list"),
                refused(
                        "a merge key",
                        "lists:\n  a: &a\n    path: /api/v2/a\n  b:\n    <<: *a\n    path: /api/v2/b",
                        "x.yaml:5: lists.b: << is not read here; an alias can stand for a whole value"),
                refused(
                        "a tab",
                        "lists:\n\tx:\n",
                        "x.yaml:2: is not YAML: while scanning for the next token, found character '\\t(TAB)' that"
                                + " cannot start any token. (Do not use \\t(TAB) for indentation)"),
                refused(
                        "a bracket that is left open",
                        "lists:\n  x: [a\n",
                        "x.yaml:3: is not YAML: while parsing a flow sequence, expected ',' or ']', but got"
                                + " <stream end>"),
                refused("an unknown alias", "lists:\n  x: *y\n", "x.yaml:2: is not YAML: found undefined alias y"),
                refused(
                        "a character that no YAML has",
                        "lists:\n  x:\n    path: \u0001",
                        "x.yaml:3: is not YAML: it has the character U+0001"),
                refused(
                        "an escape that is no character",
                        "lists:\n  x:\n    path: \"\\UFFFFFFFF\"",
                        "x.yaml: is not YAML: For input string: \"FFFFFFFF\" under radix 16"),
                refused("another YAML", "%YAML 2.0\n---\nlists:\n", "x.yaml: is of another YAML version than 1.2"),
                tagged("a number that is tagged", "!!int \"300\"", "tag:yaml.org,2002:int"),
                tagged("a text that is tagged as a number", "!!int ten", "tag:yaml.org,2002:int"),
                tagged("a tagged text", "!!str 300", "tag:yaml.org,2002:str"),
                tagged("a list with a tag of its own", "!mine [1]", "!mine"),
                tagged("a set", "!!set {a}", "tag:yaml.org,2002:set"),
                refused(
                        "a number that is no number",
                        "queries:\n  x:\n    path: /api/v2/x\n    defaults:\n      a: .inf",
                        "x.yaml:5: queries.x.defaults: \".inf\" is a number that is not read here"),
                refused(
                        "a number beyond all sense",
                        "lists:\n  x:\n    path: 1e99999999999",
                        "x.yaml:3: lists.x.path: \"1e99999999999\" is a number that is not read here"),
                refused(
                        "a name that would break its line",
                        "lists:\n  \"a\\nb\":\n    path: /api/v2/x\n    \"c\\nd\": 1",
                        "x.yaml:2: lists.\"a\\nb\": \"a\\nb\" is not a name: a letter out of a-z, then up to 63"
                                + " characters out of a-z 0-9 -",
                        "x.yaml:4: lists.\"a\\nb\".\"c\\nd\": is no property of lists; the nearest one is id"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatIsNoFileOfDeclarationsIsRefusedWithItsLine(String what, String yaml, List<String> lines) {
        assertThat(Declared.refusals(yaml)).containsExactlyElementsOf(lines);
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() {
        byte[] latin1 = "lists:\n  # für\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Declared.refusals(new ResourceFile("x.yaml", latin1)))
                .containsExactly("x.yaml: is not encoded in UTF-8");
    }

    @Test
    void aFileMayHaveAMillionBytesAndNoMore() {
        byte[] most = new byte[1_000_000];
        Arrays.fill(most, (byte) '#');
        System.arraycopy("lists:\n".getBytes(StandardCharsets.UTF_8), 0, most, 0, 7);
        byte[] more = Arrays.copyOf(most, most.length + 1);
        more[more.length - 1] = '\n';

        assertThat(Declared.refusals(new ResourceFile("x.yaml", most))).isEmpty();
        assertThat(Declared.refusals(new ResourceFile("x.yaml", more)))
                .containsExactly("x.yaml: has 1000001 bytes, allowed are 1000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lists:\n  x:\n    path: /api/v2/x\n    ttl: 10\n",
                "lists:\r\n  x:\r\n    path: /api/v2/x\r\n    ttl: 10\r\n",
                "\uFEFFlists:\n  x:\n    path: /api/v2/x\n    ttl: 10\n",
                "\uFEFF# a comment\n\nlists:\n  x:\n    path: /api/v2/x\n    ttl: 10\n",
                "\uFEFF---\nlists:\n  x:\n    path: /api/v2/x\n    ttl: 10\n",
                "{\"lists\": {\"x\": {\"path\": \"/api/v2/x\", \"ttl\": 10}}}",
                "%YAML 1.2\n---\nlists:\n  x: {path: /api/v2/x, ttl: 10}\n...\n",
                "queries:\njobs: null\nlists:\n  x: {path: /api/v2/x, ttl: 10}",
                "queries: {}\nlists:\n  x: &x {path: /api/v2/x, ttl: &ttl 10, timeLimit: *ttl}",
            })
    void aFileMayBeWrittenInAnyWayOfYaml(String yaml) {
        ListResource list = Declared.in(yaml).list("x").orElseThrow();

        assertThat(list.declaration().path()).hasToString("/api/v2/x");
        assertThat(list.ttl("x")).hasSeconds(10);
    }

    @Test
    void linesAreCountedInFilesFromWindowsToo() {
        assertThat(Declared.refusals("lists:\r\n  x:\r\n    path: /api/v2/x\r\n    ttl: ten\r\n"))
                .containsExactly("x.yaml:4: lists.x.ttl: \"ten\" is not a number of seconds, 1 to 86400");
    }

    @Test
    void anAliasStandsForAWholeValue() {
        Catalogue catalogue = Declared.in("""
                queries:
                  a:
                    path: /api/v2/a
                    ttl: &rules [10 real-time, "60"]
                    defaults: &defaults {order: asc}
                  b: {path: /api/v2/b, ttl: *rules, defaults: *defaults}
                """);

        assertThat(catalogue.query("b").orElseThrow().reading().defaults()).hasToString("{order=\"asc\"}");
    }

    @Test
    void manyDeclarationsMayShareAValue() {
        StringBuilder yaml = new StringBuilder("lists:\n  a0: {path: /api/v2/a0, tags: &tags [a, b]}\n");
        for (int i = 1; i < 400; i++) {
            yaml.append("  a%d: {path: /api/v2/a%d, tags: *tags}\n".formatted(i, i));
        }

        assertThat(Declared.in(yaml.toString()).all()).hasSize(400);
    }

    @Test
    void aliasesOfAliasesAreBounded() {
        StringBuilder bomb = new StringBuilder("queries:\n  x:\n    path: /api/v2/x\n    defaults:\n");
        bomb.append("      a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 20; i++) {
            String before = "*a" + (i - 1);
            bomb.append("      a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", List.of(before, before, before))));
        }

        List<String> refusals = assertTimeout(SOON, () -> Declared.refusals(bomb.toString()));

        assertThat(refusals)
                .singleElement()
                .asString()
                .matches("x\\.yaml:\\d+: holds more than 20000 values here; are there aliases of aliases\\?");
    }

    @Test
    void declarationsBehindAliasesAreBoundedToo() {
        StringBuilder bomb = new StringBuilder("lists:\n  a: &a {");
        bomb.append("b: 1, ".repeat(20_000)).append("c: 1}\n");
        for (int i = 0; i < 10_000; i++) {
            bomb.append("  a").append(i).append(": *a\n");
        }

        List<String> refusals = assertTimeout(SOON, () -> Declared.refusals(bomb.toString()));

        assertThat(refusals).hasSizeLessThan(30_000).last().asString().contains("aliases of aliases?");
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        assertThat(Declared.refusals("queries:\n  x:\n    path: /api/v2/x\n    defaults: &a\n      b: *a"))
                .containsExactly("x.yaml:4: queries.x.defaults is nested deeper than 32; does it hold itself?");
    }

    @Test
    void aDeclarationThatHoldsItselfIsRefused() {
        assertThat(Declared.refusals("lists: &a\n  x: *a"))
                .containsExactly("x.yaml:1: lists.x.x is nested deeper than 32; does it hold itself?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void nestingIsRefusedBeforeItOverflows(String nested) {
        List<String> refusals =
                assertTimeout(SOON, () -> Declared.refusals("lists:\n" + nested.repeat(900_000 / nested.length())));

        assertThat(refusals).singleElement().asString().matches("x\\.yaml:2: is n(ested deeper than 32|ot YAML: .*)");
    }

    @Test
    void aPathOfAnyLengthIsReadWithoutOverflow() {
        String path = "/api" + "/a".repeat(200_000);

        assertThat(Declared.refusals("lists:\n  x:\n    path: " + path))
                .singleElement()
                .asString()
                .startsWith("x.yaml:3: lists.x.path: \"/api/a/a/")
                .hasSizeLessThan(300);
    }

    @Test
    void aNumberOfAnyLengthIsRefusedAtOnce() {
        List<String> refusals = assertTimeout(
                SOON, () -> Declared.refusals("lists:\n  x:\n    path: /api/v2/x\n    ttl: " + "9".repeat(900_000)));

        assertThat(refusals).singleElement().asString().endsWith("is a number that is not read here");
    }

    @Test
    void everythingIsToldThatIsWrongInAllFilesInTheirOrder() {
        ResourceFile first = Declared.file("b.yaml", """
                lists:
                  x: {path: /api/v2/x, ttl: ten}
                  y:
                    tll: 10
                  y: {}
                """);
        ResourceFile second = Declared.file("a.yaml", """
                lists:
                  z: {path: /api/v2/z}
                  x: {path: /api/v2/y}
                queres: {}
                """);

        assertThat(Declared.refusals(first, second))
                .containsExactly(
                        "b.yaml:2: lists.x.ttl: \"ten\" is not a number of seconds, 1 to 86400",
                        "b.yaml:3: lists.y: path is required",
                        "b.yaml:4: lists.y.tll: is no property of lists; the nearest one is ttl",
                        "b.yaml:5: lists.y: stands at line 3 already",
                        "a.yaml:3: lists.x: is declared already as lists.x (b.yaml:2)",
                        "a.yaml:4: queres: is no section; the nearest one is queries");
    }

    @Test
    void aFileThatCannotBeReadHidesNoOther() {
        ResourceFile unreadable = Declared.file("a.yaml", "lists: [");
        ResourceFile wrong = Declared.file("b.yaml", "lists:\n  x: {path: /x}");

        assertThat(Declared.refusals(unreadable, wrong))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("a.yaml:1: is not YAML: "), line -> assertThat(line)
                                .startsWith("b.yaml:2: lists.x.path: \"/x\" is not a path below /api/"));
    }

    private static Arguments tagged(String what, String value, String tag) {
        return refused(
                what,
                "lists:\n  x:\n    path: /api/v2/x\n    ttl: " + value,
                "x.yaml:4: has the tag \"" + tag + "\", and tags are not read here; a number in quotes is a text");
    }

    private static Arguments refused(String what, String yaml, String... lines) {
        return Arguments.of(what, yaml, List.of(lines));
    }
}
