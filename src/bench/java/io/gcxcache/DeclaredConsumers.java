package io.gcxcache;

import io.gcxcache.consumer.NewConsumer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Consumers that a file declares, and the secrets they log in with. */
final class DeclaredConsumers {
    private static final String FORM = "grant_type=client_credentials";

    private final Map<String, String> secrets = new LinkedHashMap<>();

    static DeclaredConsumers in(Path file, List<String> ids) throws IOException {
        DeclaredConsumers consumers = new DeclaredConsumers();
        SecureRandom random = new SecureRandom();
        StringBuilder entries = new StringBuilder();
        for (String id : ids) {
            String[] parts = NewConsumer.of(id, random).split("\n\nsecret: ");
            entries.append(parts[0]).append('\n');
            consumers.secrets.put(id, parts[1].strip());
        }
        Files.writeString(file, entries);
        return consumers;
    }

    /** The request of a login that is right. */
    byte[] login(String id) {
        return login(id, secrets.get(id));
    }

    /** The request of a login. */
    static byte[] login(String id, String secret) {
        String request = "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + FORM.length()
                + "\r\nAuthorization: " + basic(id, secret) + "\r\n\r\n" + FORM;
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String basic(String id, String secret) {
        byte[] pair = (id + ':' + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** A token of a consumer. */
    String token(int port, String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", basic(id, secrets.get(id)))
                .POST(HttpRequest.BodyPublishers.ofString(FORM))
                .build();
        String granted = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return granted.replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    /** The request of a read that shows a token. */
    static byte[] get(String path, String token) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
