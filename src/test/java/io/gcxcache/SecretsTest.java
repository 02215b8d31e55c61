package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a gateway that logs all it does, nothing that gives access is told but to who logs in. */
class SecretsTest {
    private static final String FORM = "grant_type=client_credentials";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> secrets = new TreeMap<>();

    /** What was said, by where. */
    private final Map<String, String> told = new TreeMap<>();

    private Gateway gateway;

    private String entry(String id, String more) {
        String[] parts = NewConsumer.of(id, new SecureRandom()).split("\n\nsecret: ");
        secrets.put("secret of " + id, parts[1].strip());
        secrets.put("hash of " + id, parts[0].split("sha256:")[1].strip());
        return parts[0] + '\n' + more;
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() != 200 || !path.contains("oauth")) {
            told.put(
                    "reply " + told.size() + " to " + method + ' ' + path.split("[?]")[0] + ": " + reply.statusCode(),
                    reply.headers() + reply.body());
        }
        return reply;
    }

    private HttpResponse<String> logIn(String form, String... headers) throws Exception {
        return send(
                "POST",
                "/login/oauth/token",
                form,
                Stream.concat(Stream.of("Content-Type", "application/x-www-form-urlencoded"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private String basic(String id, String secret) {
        String pair = Base64.getEncoder().encodeToString((id + ':' + secret).getBytes(StandardCharsets.UTF_8));
        secrets.put("credentials " + secrets.size(), pair);
        return "Basic " + pair;
    }

    private String token(String id) throws Exception {
        HttpResponse<String> granted = logIn(FORM, "Authorization", basic(id, secrets.get("secret of " + id)));
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        String token = Gateway.json(granted).path("access_token").asText();
        secrets.put("token " + secrets.size(), token);
        secrets.put("signature " + secrets.size(), token.substring(token.lastIndexOf('.') + 1));
        return token;
    }

    private void look(String content) throws Exception {
        Files.writeString(folder.resolve("consumers.yaml"), content);
        Consumers consumers = gateway.camel.getRegistry().lookupByNameAndType("gcxConsumers", Consumers.class);
        consumers.readIfChanged();
        consumers.readIfChanged();
    }

    @Test
    void nothingThatGivesAccessIsToldToAnybodyElse() throws Exception {
        String bot = entry("bot", "  rate: 3\n");
        String admin = entry("admin", "  admin: true\n  allow: ['* /api/v2/**', '* /gcx/**']\n");
        String declared = bot + admin;
        Files.writeString(folder.resolve("consumers.yaml"), declared);
        secrets.put("secret of the gateway", GenesysSimulator.DEMO_SECRET);
        secrets.put("token of the gateway", "sim-");

        try (LogCapture log = LogCapture.ofAll("io.gcxcache", "org.apache.camel")) {
            try (Gateway opened = Gateway.start(
                    folder,
                    Map.of(
                            "gcx.consumers.file",
                            folder.resolve("consumers.yaml").toString(),
                            "gcx.tokens.key-file",
                            folder.resolve("tokens.key").toString()))) {
                gateway = opened;
                String token = token("bot");
                String admins = token("admin");
                secrets.put(
                        "key", Files.readString(folder.resolve("tokens.key")).strip());
                badLogins();
                ask("Bearer " + token);
                ask("Bearer " + admins);
                ask("Bearer " + token + "x");
                for (String fault : List.of("401", "500", "429")) {
                    gateway.genesys.fault(
                            Fault.status(Integer.parseInt(fault)).on("/api/v2/").times(1_000));
                    send("GET", "/api/v2/users/u" + fault, "", "Authorization", "Bearer " + admins);
                    send("GET", "/gcx/directories/d" + fault, "", "Authorization", "Bearer " + admins);
                    gateway.genesys.clearFaults();
                }
                look(declared.replace("rate: 3", "rate: " + secrets.get("secret of bot")));
                look(declared.replace("sha256:", "sha512:"));
                look(declared.replace("credential: sha256:", "sha256:"));
                look("- {id: " + secrets.get("secret of bot") + "}\n- " + secrets.get("hash of bot"));
                look(bot);
                ask("Bearer " + admins);
                look(declared);
                ask("Bearer " + admins);
                send("DELETE", "/api/v2/tokens/me", "", "Authorization", "Bearer " + admins);
                ask("Bearer " + admins);
                readManagement();
                readBeans();
            }
            int at = 0;
            for (String line : log.lines()) {
                told.put("log " + at++, line);
            }
        }
        try (Stream<Path> files = Files.walk(folder.resolve("audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                told.put("audit " + file.getFileName(), Files.readString(file));
            }
        }

        List<String> leaks = new ArrayList<>();
        told.forEach((where, text) -> secrets.forEach((what, secret) -> {
            if (text.contains(secret)) {
                leaks.add(what + " in " + where + ": " + text.substring(0, Math.min(400, text.length())));
            }
        }));
        assertThat(told).hasSizeGreaterThan(1_000);
        assertThat(leaks).isEmpty();
    }

    private void badLogins() throws Exception {
        String secret = secrets.get("secret of bot");
        logIn(FORM, "Authorization", basic("admin", secret));
        logIn(FORM + "&client_id=admin&client_secret=" + secret);
        logIn(FORM + "&client_secret=admin&client_id=" + secret);
        logIn("grant_type=" + secret);
        logIn(FORM + "&client_id=bot&client_secret=" + secret + "&client_secret=" + secret);
        logIn(FORM, "Authorization", "Basic " + secret);
        logIn(FORM, "Authorization", "Bearer " + secret);
        send("POST", "/login/oauth/token?client_id=bot&client_secret=" + secret, FORM);
        send("GET", "/login/oauth/token?client_secret=" + secret, "");
        send("POST", "/oauth/token", "{\"client_secret\":\"" + secret + "\"}", "Content-Type", "application/json");
        logIn(FORM + "&client_secret=" + secret + "&more=" + "x".repeat(600_000));
    }

    private void ask(String authorization) throws Exception {
        for (String path : List.of(
                "/api/v2/routing/queues?pageSize=25",
                "/api/v2/users/me",
                "/api/v2/tokens/me",
                "/api/v2/oauth/clients",
                "/api/v2/%25zz",
                "/gcx/lists/routing-queues",
                "/gcx/lists/none",
                "/nowhere")) {
            send("GET", path, "", "Authorization", authorization);
            send("OPTIONS", path, "", "Authorization", authorization);
        }
        send("POST", "/api/v2/routing/queues", "{", "Authorization", authorization, "Content-Type", "application/json");
        send("POST", "/gcx/reports/none", "{", "Authorization", authorization, "Content-Type", "application/json");
        send("GET", "/api/v2/users/me", "", "X-Forwarded-For", "192.0.2.1");
    }

    private void readManagement() throws Exception {
        for (String path : List.of("entries", "consumers", "budget", "metrics", "notifications", "runs")) {
            send("GET", "/gcx/" + path, "");
        }
        send("GET", "/observe/metrics", "");
        send("GET", "/observe/health", "");
        send("POST", "/gcx/explanations", "{\"list\":\"routing-queues\"}", "Content-Type", "application/json");
        send("POST", "/gcx/invalidations", "{\"tag\":\"queue\"}", "Content-Type", "application/json");
        gateway.camel
                .getRegistry()
                .findByType(Object.class)
                .forEach(bean -> told.put("bean " + told.size(), bean.toString()));
    }

    private void readBeans() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            if (!name.getDomain().startsWith("java.") && !name.getDomain().startsWith("JMImpl")) {
                StringBuilder values = new StringBuilder(name.toString());
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    try {
                        values.append('\n').append(server.getAttribute(name, attribute.getName()));
                    } catch (Exception e) {
                        values.append('\n').append(e);
                    }
                }
                told.put("bean " + name, values.toString());
            }
        }
    }
}
