package io.gcxcache.cdn;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the notifications need to know; who is told, and where, stands in the YAML.
 *
 * @param outbox the file in which they wait; null if they are to wait in memory
 * @param mostWaiting how many may wait for one target
 * @param timeout how long a target may take to answer
 * @param webhookSecrets the secrets that webhooks are signed with, the current one first; never printed
 */
public record CdnSettings(Path outbox, int mostWaiting, Duration timeout, List<String> webhookSecrets) {
    @Override
    public String toString() {
        return "CdnSettings[outbox=" + outbox + ", mostWaiting=" + mostWaiting + ", timeout=" + timeout + "]";
    }
}
