package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumersFileTest {
    private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void readsWhatIsDeclared() {
        Map<String, Consumer> consumers = read("""
                # those of the contact centre
                - id: wallboard
                  credential: %s
                  rate: 600
                  allow: ["GET /api/v2/routing/**"]
                - {id: bi-export, credential: "%s", previous-credential: "%s"}
                """.formatted(HASH, HASH, HASH.replace('0', '1')));

        assertThat(consumers).containsOnlyKeys("wallboard", "bi-export");
        assertThat(consumers.get("wallboard").rate()).isEqualTo(600);
        assertThat(consumers.get("wallboard").may("GET", "/api/v2/routing/queues"))
                .isTrue();
        assertThat(consumers.get("wallboard").may("GET", "/api/v2/users")).isFalse();
        assertThat(consumers.get("bi-export").credentials()).hasSize(2);
        assertThat(consumers.get("bi-export").may("GET", "/api/v2/users")).isTrue();
        assertThat(consumers.get("bi-export").rate()).isZero();
    }

    @Test
    void aListOfNobodyLetsNobodyIn() {
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {id: a, credential: H}\\n- {id: a, credential: H}|x.yaml:2: a is declared already",
                "- {id: a, credential: H, secret: x}|x.yaml:1: has the property secret, allowed are admin, align, allow, cache,"
                        + " credential, id, previous-credential, rate",
                "- {id: a}|x.yaml:1: a: credential is missing; --new-consumer a makes one",
                "- {credential: H}|x.yaml:1: id is to be a letter or digit, then up to 63 characters out of A-Z a-z 0-9 . _"
                        + " -",
                "- {id: 'a b', credential: H}|x.yaml:1: id is to be a letter",
                "- id: a\\n  credential: my-secret|x.yaml:1: a: credential is to be sha256: and 64 digits",
                "- {id: a, credential: H, previous-credential: sha256:AB}|x.yaml:1: a: previous-credential is to be sha256:",
                "- {id: a, credential: H, rate: 0}|x.yaml:1: a: rate is 0, allowed are 1 to 1000000 requests a minute",
                "- {id: a, credential: H, rate: many}|x.yaml:1: rate is of the wrong kind",
                "- {id: a, credential: H, allow: []}|x.yaml:1: a: allow is empty",
                "- id: a\\n  credential: H\\n  allow:\\n    # - GET /gcx/**|allow is of the wrong kind",
                "- {id: a, credential: H, allow: ~}|x.yaml:1: allow is without a value",
                "- {id: a, credential: H, rate: null}|x.yaml:1: rate is without a value",
                "- {id: a, credential: H, allow: [GET]}|x.yaml:1: a: allow has 'GET', which no request fits",
                "- {id: a, credential: H, allow: ['GET api/v2/x']}|x.yaml:1: a: allow has 'GET api/v2/x'",
                "- {id: a, credential: H, allow: ['GET /api/**/x']}|x.yaml:1: a: allow has 'GET /api/**/x'",
                "- {id: a, credential: H, allow: ['GET /api/v2/x?y=z']}|which no request fits",
                "- {id: a, credential: H, allow: x}|x.yaml:1: allow is of the wrong kind",
                "- {id: a, id: b, credential: H}|x.yaml",
                "- {id: a, credential: H, cache: no}|x.yaml:1: a: cache is no, allowed are use, refresh, bypass",
                "- {id: a, credential: H, align: utc}|x.yaml:1: a: align is utc, allowed are live, exact",
                "a: {credential: H}|x.yaml:1: is to be a list of consumers",
                "- a|x.yaml:1: is to be a list of consumers",
                "- {id: a, credential: H|x.yaml:1: is not YAML, or has a name twice",
                "- {id: a, credential: H, rate: ' '}|x.yaml:1: rate is of the wrong kind",
                "- {id: a, credential: H, rate: 600.9}|x.yaml:1: rate is of the wrong kind",
                "- {id: &first a, credential: H}\\n- {id: *first, credential: H}|x.yaml:2: has an alias (*)",
                "- {id: other, credential: H}|x.yaml:1: id is not to be other, by which others are counted",
                "- {id: unauthenticated, credential: H}|x.yaml:1: id is not to be unauthenticated",
                "''|x.yaml:1: is to be a list of consumers"
            })
    void whatIsNotAllowedIsToldWithItsLine(String yaml, String fault) {
        String content = yaml.replace("\\n", "\n").replace(" H", " " + HASH);

        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void allFaultsAreToldAtOnceAndNoSecretAmongThem() {
        String secret = "gcx_not-for-the-file";

        assertThatThrownBy(() ->
                        read("- {id: a, credential: " + secret + "}\n- {id: b, credential: " + HASH + ", rate: -1}\n"))
                .hasMessageContaining("x.yaml:1: a: credential")
                .hasMessageContaining("x.yaml:2: b: rate is -1")
                .hasMessageNotContaining(secret);
    }

    @Test
    void whatStandsInTheWrongPlaceMayBeAHashAndIsNotTold() {
        assertThatThrownBy(() -> read("- {id: '" + HASH + "', credential: wallboard}\n- {id: '" + HASH + "'}\n"))
                .hasMessageContaining("x.yaml:1: id is to be")
                .hasMessageContaining("x.yaml:2: id is to be")
                .hasMessageNotContaining(HASH.split(":")[1]);
        assertThatThrownBy(() -> read("- {id: a, credential: " + HASH + ", cache: '" + HASH + "', align: '" + HASH
                        + "', allow: ['" + HASH + "']}\n"))
                .hasMessageContaining("allow has")
                .hasMessageNotContaining(HASH.split(":")[1]);
    }

    @Test
    void norIsAPartOfOne() {
        String part = HASH.split(":")[1].substring(5);

        assertThatThrownBy(() -> read("- {id: a, cache: " + part + ", " + part.toUpperCase(Locale.ROOT) + ": 1}\n"))
                .hasMessageContaining("has the property")
                .hasMessageNotContaining(part.substring(0, 20))
                .hasMessageNotContaining(part.toUpperCase(Locale.ROOT).substring(0, 20));
    }

    @Test
    void noMoreIsToldThanSomebodyReads() {
        String entries = IntStream.range(0, 50)
                .mapToObj(i -> "- {id: a" + i + ", credential: H, cache: " + "x".repeat(10_000) + "}\n")
                .collect(Collectors.joining());

        assertThatThrownBy(() -> read(entries))
                .hasMessageContaining("x.yaml:1: a0: credential")
                .hasMessageEndingWith("\nand 80 more")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(10_000));
    }

    @Test
    void aNewConsumerIsPrintedAsItsEntryAndItsSecretOnce() {
        String printed = NewConsumer.of("wallboard", new SecureRandom());

        String[] parts = printed.split("\n\nsecret: ");
        Consumer consumer = read(parts[0]).get("wallboard");
        String secret = parts[1].strip();
        assertThat(Credential.isSecret(secret)).isTrue();
        assertThat(consumer.credentials().get(0).isOf(secret)).isTrue();
        assertThat(consumer.credentials().get(0).isOf(secret + "x")).isFalse();
        assertThat(parts[0]).doesNotContain(secret);
        assertThat(consumer.toString())
                .doesNotContain(consumer.credentials().get(0).hash());
    }

    @Test
    void whatIsNoIdMakesNoConsumer() {
        assertThatThrownBy(() -> NewConsumer.of("a b", new SecureRandom()))
                .hasMessage("id is to be a letter or digit, then up to 63 characters out of A-Z a-z 0-9 . _ -");
        assertThatThrownBy(() -> NewConsumer.of("other", new SecureRandom()))
                .hasMessage("id is not to be other, by which others are counted");
    }

    private static Map<String, Consumer> read(String yaml) {
        return ConsumersFile.read("x.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
