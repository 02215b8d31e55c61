package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class ResourceFilePropertyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PIECES = "\t\n\r :-?#&*!|>'\"%@`[]{},~<0129aeÄ\u0001\uFEFF\uD83D";
    private static final int MOST_MUTATIONS = 8;

    private final List<ResourceFile> shipped;

    ResourceFilePropertyTest() throws IOException {
        shipped = Declared.shipped();
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void whateverIsDoneToAFileItIsReadOrRefusedLineByLine(@ForAll Random random) {
        ResourceFile file = shipped.get(random.nextInt(shipped.size()));
        String text = new String(file.content(), StandardCharsets.UTF_8);
        for (int i = random.nextInt(MOST_MUTATIONS); i >= 0; i--) {
            text = random.nextBoolean() ? withOtherCharacters(text, random) : withOtherLines(text, random);
        }
        ResourceFile mutated = Declared.file("x.yaml", text);

        List<String> refusals = assertTimeoutPreemptively(SOON, () -> Declared.refusals(mutated));

        assertThat(refusals).as(text).allMatch(line -> line.matches("x\\.yaml(:\\d+)?: \\S.*"));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whateverBytesAFileHasItIsReadOrRefused(@ForAll byte[] content) {
        List<String> refusals =
                assertTimeoutPreemptively(SOON, () -> Declared.refusals(new ResourceFile("x.yaml", content)));

        assertThat(refusals).allMatch(line -> line.startsWith("x.yaml"));
    }

    private static String withOtherCharacters(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(4));
        String piece = String.valueOf(PIECES.charAt(random.nextInt(PIECES.length())));
        switch (random.nextInt(4)) {
            case 0 -> mutated.delete(at, end);
            case 1 -> mutated.insert(at, text, at, end);
            case 2 -> mutated.replace(at, end, piece);
            default -> mutated.insert(at, piece.repeat(1 + random.nextInt(3)));
        }
        return mutated.toString();
    }

    private static String withOtherLines(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        String other = lines.get(random.nextInt(lines.size()));
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(at));
            case 2 -> lines.set(at, other);
            default -> lines.add(at, ' ' + other);
        }
        return String.join("\n", lines);
    }
}
