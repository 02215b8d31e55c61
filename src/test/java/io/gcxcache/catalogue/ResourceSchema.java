package io.gcxcache.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What a resource file may say, as a JSON Schema for editors: made of the rules that refuse.
 *
 * <p>Of draft 7, the newest one that the YAML extensions of editors know well.
 */
final class ResourceSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResourceSchema() {}

    static ObjectNode create() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Resources of gcx-cache");
        schema.put("description", "What is cached: routes/*.resources.yaml.");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode sections = schema.putObject("properties");
        ObjectNode definitions = schema.putObject("definitions");
        for (Kind kind : Kind.values()) {
            sections.set(kind.section(), section(kind));
            definitions.set(definition(kind), declaration(kind));
        }
        return schema;
    }

    /** As it stands in the file. */
    static String text(ObjectNode schema) throws JsonProcessingException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
        return JSON.writer(printer).writeValueAsString(schema) + '\n';
    }

    private static ObjectNode section(Kind kind) {
        ObjectNode section = JSON.createObjectNode();
        section.put(
                "description",
                switch (kind) {
                    case LIST ->
                        "Lists that are fetched whole, page by page: GET /gcx/lists/{name} and, where the path has"
                                + " an id, GET /gcx/lists/{name}/{id}.";
                    case PAGE -> "Lists whose pages are kept one by one, each as it came: GET at Genesys's own path.";
                    case OBJECT -> "Single things, each as it came: GET at Genesys's own path.";
                    case QUERY -> "Queries that are posted and answered at once: POST or QUERY /gcx/queries/{name}.";
                    case REPORT ->
                        "The one resource that stands for all reports, which are run and polled: POST or QUERY"
                                + " /gcx/reports/{id}.";
                    case JOB ->
                        "Queries that are posted, run and polled, and whose results are fetched page by page: POST or"
                                + " QUERY /gcx/queries/{name}.";
                });
        section.putArray("type").add("object").add("null");
        section.put("additionalProperties", false);
        boolean named = kind != Kind.REPORT;
        section.putObject(named ? "patternProperties" : "properties")
                .putObject(named ? whole(DeclarationRules.NAME.pattern()) : DeclarationRules.ONLY_REPORT)
                .put("$ref", "#/definitions/" + definition(kind));
        return section;
    }

    private static ObjectNode declaration(Kind kind) {
        ObjectNode declaration = JSON.createObjectNode();
        declaration.put("type", "object");
        declaration.put("additionalProperties", false);
        declaration.putArray("required").add(Property.PATH);
        ObjectNode properties = declaration.putObject("properties");
        ObjectNode ofDirectories = JSON.createObjectNode();
        ObjectNode ofOthers = JSON.createObjectNode();
        List<Property> directory = Property.of(kind, true);
        List<Property> other = Property.of(kind, false);
        for (int i = 0; i < other.size(); i++) {
            Property property = other.get(i);
            ObjectNode schema = properties.putObject(property.name()).put("description", property.what());
            if (property.equals(directory.get(i))) {
                schema.setAll(form(property.form()));
            } else {
                ofOthers.set(property.name(), form(property.form()));
                ofDirectories.set(property.name(), form(directory.get(i).form()));
            }
        }
        if (!ofOthers.isEmpty()) {
            ObjectNode isDirectory = declaration.putObject("if");
            isDirectory.putObject("properties").putObject("model").put("const", Property.DIRECTORY);
            isDirectory.putArray("required").add("model");
            declaration.putObject("then").set("properties", ofDirectories);
            declaration.putObject("else").set("properties", ofOthers);
        }
        return declaration;
    }

    private static ObjectNode form(Form form) {
        ObjectNode schema = JSON.createObjectNode();
        if (form instanceof Form.Whole whole) {
            schema.put("type", "integer").put("minimum", whole.least()).put("maximum", whole.most());
        } else if (form instanceof Form.Text text) {
            schema.put("type", "string").put("pattern", whole(text.look().pattern()));
        } else if (form instanceof Form.Checked) {
            schema.put("type", "string");
        } else if (form instanceof Form.Rule) {
            schema.putArray("type").add("string").add("integer");
        } else if (form instanceof Form.Word word) {
            schema.put("const", word.word());
        } else if (form instanceof Form.Flag) {
            schema.put("type", "boolean");
        } else if (form instanceof Form.ByPath) {
            schema.put("type", "object").putObject("propertyNames").put("pattern", whole(Absences.PATH.pattern()));
        } else if (form instanceof Form.Texts texts) {
            schema.put("type", "array").put("minItems", texts.least()).set("items", form(texts.each()));
        } else if (form instanceof Form.Fields) {
            schema.put("type", "object");
        } else if (form instanceof Form.Timed timed) {
            ArrayNode forms = schema.putArray("anyOf");
            if (timed.isCronEnough()) {
                forms.add(form(timed.cron()));
            }
            forms.add(schedule(timed));
            ObjectNode several = forms.addObject().put("type", "array").put("minItems", 1);
            ArrayNode each = several.putObject("items").putArray("anyOf");
            if (timed.isCronEnough()) {
                each.add(form(timed.cron()));
            }
            each.add(schedule(timed));
        } else if (form instanceof Form.Either either) {
            ArrayNode forms = schema.putArray("anyOf");
            either.forms().forEach(one -> forms.add(form(one)));
        }
        return schema;
    }

    private static ObjectNode schedule(Form.Timed timed) {
        ObjectNode schedule = JSON.createObjectNode().put("type", "object").put("additionalProperties", false);
        ArrayNode required = schedule.putArray("required");
        timed.needed().forEach(required::add);
        ObjectNode properties = schedule.putObject("properties");
        timed.fields().forEach(field -> properties
                .putObject(field.name())
                .put("description", field.what())
                .setAll(form(field.form())));
        return schedule;
    }

    private static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }

    private static String definition(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
