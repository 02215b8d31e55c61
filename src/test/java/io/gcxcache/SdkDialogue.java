package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/** What happens to one of Genesys's own clients that is a consumer, while what is declared of it changes. It logs in once. */
final class SdkDialogue {
    private final Path folder;
    private final int port;
    private final String entry;
    private final String secret;
    private Gateway gateway;

    /** @param gateway whose port is taken over by one with consumers */
    SdkDialogue(Path folder, Gateway gateway) {
        String[] parts = NewConsumer.of("wallboard", new SecureRandom()).split("\n\nsecret: ");
        this.folder = folder;
        this.port = gateway.url("/").getPort();
        this.entry = parts[0] + "\n  allow: [\"GET /api/v2/routing/**\"]\n";
        this.secret = parts[1].strip();
        this.gateway = gateway;
    }

    /**
     * @param client prints what comes of each line that it is told: {@code queues: answered}
     * @return the gateway that is there in the end
     */
    Gateway lead(ProcessBuilder client) throws Exception {
        declare(entry);
        restart();
        client.environment().put("SECRET", secret);
        Process process = client.redirectErrorStream(true).start();
        try (BufferedWriter ask = process.outputWriter(StandardCharsets.UTF_8);
                BufferedReader told = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(answer("queues", ask, told)).endsWith("answered");
            assertThat(answer("users", ask, told)).contains("403").contains("Consumer wallboard is not allowed");

            declare(entry + "  rate: 1\n");
            applied();
            answer("queues", ask, told);
            assertThat(answer("queues", ask, told))
                    .contains("429")
                    .contains("of consumer wallboard. Retry the request in [");

            declare(entry);
            applied();
            assertThat(answer("queues", ask, told)).endsWith("answered");

            restart();
            assertThat(answer("queues", ask, told)).endsWith("answered");

            declare("[]\n");
            applied();
            assertThat(answer("queues", ask, told)).contains("401");
        } finally {
            process.destroy();
        }
        return gateway;
    }

    private static String answer(String asked, BufferedWriter ask, BufferedReader told) throws IOException {
        ask.write(asked + '\n');
        ask.flush();
        String line = told.readLine();
        while (line != null && !line.contains(asked + ": ")) {
            line = told.readLine();
        }
        assertThat(line).as("what the client tells of " + asked).isNotNull();
        return line;
    }

    private void declare(String consumers) throws IOException {
        Files.writeString(file(), consumers);
    }

    private void applied() {
        Consumers consumers = gateway.camel.getRegistry().lookupByNameAndType("gcxConsumers", Consumers.class);
        consumers.readIfChanged();
        consumers.readIfChanged();
    }

    private void restart() throws Exception {
        gateway.close();
        gateway = Gateway.start(
                folder,
                Map.of("gcx.consumers.file", file().toString(), "gcx.http.port", Integer.toString(port)),
                GenesysSimulator.builder());
    }

    private Path file() {
        return folder.resolve("consumers.yaml");
    }
}
