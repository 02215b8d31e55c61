package io.gcxcache.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far the chain has come. It tells that lines were cut off the end, which the lines that are left cannot tell.
 *
 * @param last the last line
 * @param file the name of the file that it is in; empty if there is none
 */
record AuditHead(ChainLink last, String file) {
    /** All heads are equally long, so that one is written over another by a single write. */
    static final int LENGTH = 160;

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] line() {
        String json = "{\"seq\":" + last.seq() + ",\"hash\":\"" + last.hash() + "\",\"file\":\"" + file + "\"}";
        byte[] line = new byte[LENGTH];
        Arrays.fill(line, (byte) ' ');
        line[LENGTH - 1] = '\n';
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, line, 0, bytes.length);
        return line;
    }

    /**
     * Reads a head.
     *
     * @return empty if there is none yet
     * @throws IOException if that is no head
     */
    static Optional<AuditHead> of(byte[] line) throws IOException {
        if (line.length == 0) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(line);
        if (!json.path("seq").canConvertToLong()
                || !json.path("hash").isTextual()
                || !json.path("file").isTextual()) {
            throw new IOException("no line of seq, hash and file");
        }
        return Optional.of(new AuditHead(
                new ChainLink(json.path("seq").asLong(), json.path("hash").asText()),
                json.path("file").asText()));
    }

    /** Reads the head in a file, which a gateway may be writing over meanwhile. */
    static Optional<AuditHead> in(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        byte[] line = Files.readAllBytes(path);
        for (byte[] again = Files.readAllBytes(path); !Arrays.equals(line, again); again = Files.readAllBytes(path)) {
            line = again;
        }
        return of(line);
    }
}
