package io.gcxcache.consumer;

import java.security.SecureRandom;

/** A consumer that is not declared yet: its entry for the file, and its secret, which is told once. */
public final class NewConsumer {
    private NewConsumer() {}

    /**
     * What to print: the entry, and as a line of its own the secret.
     *
     * @throws IllegalArgumentException if the id is none
     */
    public static String of(String id, SecureRandom random) {
        ConsumersFile.faultOfId(id).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        String secret = Credential.newSecret(random);
        return "- id: " + id + "\n  credential: " + Credential.ofSecret(secret).text() + "\n\nsecret: " + secret + "\n";
    }
}
