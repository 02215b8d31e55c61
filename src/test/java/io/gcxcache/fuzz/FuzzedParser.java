package io.gcxcache.fuzz;

import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A parser with what it is fed and what has to be true of whatever it makes of that. Inputs are bytes as characters. */
public interface FuzzedParser {
    /** What stands in its seeds' file and in what is printed. */
    String name();

    /**
     * A small change, fit for what it reads.
     *
     * @param other a seed, of which it may take a part
     */
    default String changed(String input, String other, SplittableRandom random) {
        return random.nextInt(4) == 0 ? TextChanges.graft(input, other, random) : TextChanges.any(input, random);
    }

    /**
     * Reads an input, and makes of it what the gateway would.
     *
     * @return how that ended, in few words that do not depend on the input's details
     * @throws Throwable if it is a fault
     */
    String read(String input) throws Throwable;

    /** What others are made of: the paragraphs of the file of its name beside its class. */
    default List<String> seeds() {
        try (InputStream file = getClass().getResourceAsStream(name() + ".seeds")) {
            String seeds = new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
            return Arrays.stream(seeds.split("\n\n+")).map(String::strip).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws AssertionError unless a rule holds */
    static void require(boolean holds, String rule, Object... details) {
        if (!holds) {
            throw new AssertionError(rule.formatted(details));
        }
    }

    /** A problem in few words: its status and what kind of fault it tells. */
    static String kind(Problem problem) {
        String detail = problem.detail()
                .replaceFirst(": .*", "")
                .replaceAll("gcx:\\S+|/\\S+", "…")
                .replaceAll("\\d+", "#");
        return "refused: " + problem.status() + ' ' + detail.substring(0, Math.min(80, detail.length()));
    }

    static byte[] bytes(String input) {
        return input.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text that the bytes are, in UTF-8 if they can be that. */
    static String text(String input) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(input)))
                    .toString();
        } catch (CharacterCodingException e) {
            return input;
        }
    }
}
