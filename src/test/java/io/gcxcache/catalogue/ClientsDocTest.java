package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/clients.md} tells of the shipped declarations is what they say. */
class ClientsDocTest {
    private static final Pattern ROW =
            Pattern.compile("\\| (list|page|object|query|report|job) \\| (.+?) \\| (.+) \\|");
    private static final AskedTime UNDATED = new AskedTime(false, false, null, null);

    @Test
    void whatIsCachedByDefaultIsToldWithItsKindAndForHowLong() throws IOException {
        List<String> declared = Catalogue.of(Declared.shipped(), List.of(), Declared.DEFAULTS).all().stream()
                .map(ClientsDocTest::line)
                .distinct()
                .toList();

        List<String> told = Files.readAllLines(Path.of("docs", "clients.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .flatMap(row -> Arrays.stream(row.group(3).split(", "))
                        .map(path -> line(row.group(1), row.group(2), path.replace("`", ""))))
                .toList();

        assertThat(told)
                .as("the table 'What is cached by default' of docs/clients.md, beside routes/*.resources.yaml")
                .containsExactlyInAnyOrderElementsOf(declared);
    }

    private static String line(Resource resource) {
        Declaration declaration = resource.declaration();
        String path = declaration
                .path()
                .text()
                .substring("/api/v2".length())
                .replaceFirst("^/analytics/[a-z]+/aggregates/", "/analytics/{}/aggregates/");
        // To who asks at the gateway's own paths it is a query.
        String kind =
                resource instanceof JobResource ? "job" : declaration.kind().word();
        return line(kind, fresh(resource), path);
    }

    private static String line(String kind, String fresh, String path) {
        return kind + ", " + fresh + ": " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private static String fresh(Resource resource) {
        if (resource instanceof Resource.Posted posted) {
            TtlRules ttl = posted.reading().ttl();
            return ttl == Declared.DEFAULTS.reportTtl()
                    ? "by its time"
                    : told(ttl.fitting(MissingNode.getInstance(), UNDATED).ttl());
        }
        Duration ttl = ((Resource.Read) resource).ttl("none");
        return ttl.equals(Declared.DEFAULTS.directoryTtl().of("none")) ? "by its id" : told(ttl);
    }

    private static String told(Duration ttl) {
        if (ttl.toMinutesPart() == 0 && ttl.toHours() > 0) {
            return ttl.toHours() + " h";
        }
        return ttl.toSecondsPart() == 0 ? ttl.toMinutes() + " min" : ttl.toSeconds() + " s";
    }
}
