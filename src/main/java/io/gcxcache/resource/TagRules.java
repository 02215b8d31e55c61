package io.gcxcache.resource;

import io.gcxcache.cache.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * By which tags the entries of a resource are known: its word ({@code report}), the word and the id
 * ({@code report-queue-performance}), the key, and what the YAML declares.
 *
 * @param word what the resource's things are called
 * @param declared more tags with commas between, or null
 */
record TagRules(String word, Expression declared) {

    Tags of(Exchange exchange, Question question) {
        List<String> tags = new ArrayList<>(List.of(word, group(question), question.key()));
        if (declared != null) {
            tags.addAll(Arrays.asList(declared.evaluate(exchange, String.class).split(",")));
        }
        return Tags.of(tags);
    }

    /** The tag of all answers about one of the resource's things, which share a schema. */
    String group(Question question) {
        return Tags.tag(question.id() == null ? word : word + '-' + question.id());
    }
}
