package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GenesysAccessTest {
    @Test
    void neverPrintsTheSecret() {
        GenesysAccess access = new GenesysAccess(
                URI.create("https://api.mypurecloud.de"),
                URI.create("https://login.mypurecloud.de"),
                "client-7",
                "hunter2",
                GenesysAccess.ClientAuth.BASIC,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                1 << 20,
                WayOut.DIRECT);

        assertThat(access.toString()).contains("client-7", "api.mypurecloud.de").doesNotContain("hunter2");
    }
}
