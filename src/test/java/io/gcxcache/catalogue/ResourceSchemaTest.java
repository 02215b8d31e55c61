package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ResourceSchemaTest {
    private static final String WRITE = "gcx.schema.write";
    private static final Path FILE = Path.of("docs", "resources.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(ResourceSchema.create());

    @Test
    void theFileInDocsIsWhatTheRulesMake() throws IOException {
        String made = ResourceSchema.text(ResourceSchema.create());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(FILE, made);
        }

        assertThat(FILE)
                .as("to write it: mvn test -Dtest=ResourceSchemaTest -D%s=true", WRITE)
                .hasContent(made);
    }

    @Test
    void theSchemaIsOneByTheRulesOfItsDraft() {
        JsonSchema draft = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(SchemaLocation.of("http://json-schema.org/draft-07/schema#"));

        assertThat(draft.validate(ResourceSchema.create())).isEmpty();
    }

    @Test
    void theShippedFilesNameTheSchemaAndKeepToIt() throws IOException {
        for (ResourceFile file : Declared.shipped()) {
            String yaml = new String(file.content(), StandardCharsets.UTF_8);
            String reference = "# yaml-language-server: $schema=";

            assertThat(yaml.lines().findFirst().orElseThrow()).startsWith(reference);
            assertThat(Path.of(file.name())
                            .resolveSibling(
                                    yaml.lines().findFirst().orElseThrow().substring(reference.length())))
                    .as(file.name())
                    .hasSameBinaryContentAs(FILE);
            assertThat(SCHEMA.validate(json(yaml))).as(file.name()).isEmpty();
        }
    }

    @Test
    void everyPropertyIsDescribed() {
        Set<String> described = new HashSet<>();
        ResourceSchema.create()
                .path("definitions")
                .forEach(kind -> kind.path("properties").properties().forEach(property -> {
                    assertThat(property.getValue().path("description").asText())
                            .as(property.getKey())
                            .endsWith(".");
                    described.add(property.getKey());
                }));

        assertThat(described).contains("path", "ttl", "model", "sets", "poll");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lists: {x: {path: /api/v2/x}}",
                "{lists: null, queries: null, reports: null, jobs: null}",
                "{}",
                "lists: {x: {path: '/api/v2/x/{id}', model: directory, ttl: 30}}",
                "lists: {x: {path: '/api/v2/x/{id}', model: directory, ttl: gcx.directory.ttl.*}}",
                "lists: {x: {path: /api/v2/x, ttl: 86400, tags: [], shareable: false, staleWindow: 0, pageSize: 1000}}",
                "queries: {x: {path: /api/v2/x, ttl: 604800, sets: [], defaults: {a: [null]}, timeZone: +01:00}}",
                "queries: {x: {path: /api/v2/x, ttl: ['60'], fetch: 'seda:a?size=5'}}",
                "queries: {x: {path: /api/v2/x, ttl: gcx.report.ttl.*}}",
                "reports: {report: {path: '/api/{id}', poll: '/api/{run}', done: [a], cleanUp: true}}",
                "lists: {x: {path: /api/v2/x, schedule: 0 30 6 ? * MON-FRI}}",
                "lists: {x: {path: '/api/v2/x/{id}', schedule: [{cron: 0 0 6 * * ?, id: a}, {cron: 0 0 7 * * ?, id: b}]}}",
                "objects: {x: {path: /api/v2/x, schedule: {cron: 0 0 6 * * ?, timeZone: Europe/Berlin}}}",
                "queries: {x: {path: /api/v2/x, schedule: {cron: 0 0 6 * * ?, query: {a: [1, null]}, locale: de-DE}}}",
                "jobs: {x: {path: /api/v2/x, schedule: {cron: 0 0 6 * * ?, query: {}}}}",
                "reports: {report: {path: '/api/{id}', schedule: [{cron: 0 0 6 * * ?, id: a, query: {}}]}}",
                "jobs: {x: {path: /api/v2/x, results: '/api/{run}', resultsField: _a, pageSize: 10000}}",
            })
    void theSchemaAllowsWhatTheReaderAllows(String yaml) {
        assertThat(Declared.refusals(yaml)).isEmpty();
        assertThat(SCHEMA.validate(json(yaml))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "lists",
                "queires: {}",
                "lists: []",
                "lists: {x: null}",
                "lists: {x: {}}",
                "lists: {x: []}",
                "lists: {X: {path: /api/v2/x}}",
                "lists: {a/b: {path: /api/v2/x}}",
                "reports: {sales: {path: '/api/{id}'}}",
            })
    void theSchemaSeesWhatIsNoDeclaration(String yaml) {
        assertThat(Declared.refusals(yaml)).isNotEmpty();
        assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lists   | path: /v2/x",
                "lists   | path: /api/v2/../x",
                "lists   | path: /api/v2/x/",
                "lists   | path: null",
                "lists   | path: [/api/v2/x]",
                "lists   | tll: 10",
                "lists   | poll: '/api/{run}'",
                "lists   | ttl: ten",
                "lists   | ttl: 0",
                "lists   | ttl: 86401",
                "lists   | ttl: 1.5",
                "lists   | ttl: '300'",
                "lists   | ttl: [60]",
                "lists   | ttl: gcx.directory.ttl.*",
                "lists   | model: directry",
                "lists   | pageSize: 1001",
                "lists   | shareable: yes",
                "lists   | tags: x",
                "lists   | tags: [A]",
                "lists   | key: a b",
                "lists   | subject: seq",
                "lists   | subject: Id",
                "lists   | family: A",
                "lists   | fetch: mine",
                "lists   | permission: ''",
                "lists   | staleWindow: -1",
                "lists   | timeLimit: 86401",
                "lists   | schedule: 6",
                "lists   | schedule: []",
                "lists   | schedule: null",
                "lists   | schedule: {timeZone: UTC}",
                "lists   | schedule: {cron: 0 0 6 * * ?, query: {}}",
                "pages   | schedule: 0 0 6 * * ?",
                "queries | schedule: 0 0 6 * * ?",
                "queries | schedule: {cron: 0 0 6 * * ?}",
                "queries | schedule: {cron: 0 0 6 * * ?, query: text}",
                "queries | schedule: {cron: 0 0 6 * * ?, query: {}, id: a}",
                "jobs    | schedule: [0 0 6 * * ?]",
                "queries | ttl: 604801",
                "queries | ttl: []",
                "queries | sets: metrics",
                "queries | sets: [a-b]",
                "queries | defaults: []",
                "queries | timeZone: 1",
                "queries | pageSize: 5",
                "jobs    | done: []",
                "jobs    | running: [1]",
                "jobs    | cleanUp: 1",
                "jobs    | pageSize: 10001",
                "jobs    | idField: a.b",
                "jobs    | model: directory",
            })
    void theSchemaSeesWhatTheReaderRefuses(String section, String property) {
        String path = property.startsWith("path") ? "" : "path: /api/v2/x, ";
        String yaml = section + ": {x: {" + path + property + "}}";

        assertThat(Declared.refusals(yaml)).hasSize(1);
        assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"29", "3601", "gcx.report.ttl.*"})
    void theSchemaKnowsTheRangeOfDirectories(String ttl) {
        String yaml = "lists: {x: {path: '/api/v2/{id}', model: directory, ttl: " + ttl + "}}";

        assertThat(Declared.refusals(yaml)).hasSize(1);
        assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    }

    private static JsonNode json(String yaml) {
        Object read = new Load(
                        LoadSettings.builder().setMaxAliasesForCollections(1000).build())
                .loadFromString(yaml);
        return JSON.valueToTree(read);
    }
}
