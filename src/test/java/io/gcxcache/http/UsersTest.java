package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.metrics.Usages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which name a request is counted that shows no other. */
class UsersTest {
    @ParameterizedTest
    @CsvSource({
        "curl/8.5.0, curl",
        "PureCloud SDK/java, PureCloud SDK",
        "GC Terraform Provider/1.84.1 (x), GC Terraform Provider",
        "wallboard, wallboard",
        "a\"b{c}=é\u2028/1, a_b_c___",
        "' ', ''",
        "/1, ''"
    })
    void theProductOfTheUserAgentIsTheName(String agent, String name) {
        assertThat(Users.product(agent)).isEqualTo(name);
    }

    @Test
    void withConsumersAllWhoAreNoneHaveOneShare() {
        Usages usages = new Usages(new SimpleMeterRegistry(), () -> Instant.EPOCH, 1);
        Users users = new Users(usages, Proxies.NONE, () -> true);

        assertThat(users.anybody(null).usage().takePlace("users", 100, 100)).isNotNull();
        assertThat(users.anybody(null).usage().takePlace("users", 100, 100)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"63, 63", "64, 64", "65, 64", "8000, 64"})
    void aNameHasAtMost64Characters(int length, int left) {
        assertThat(Users.product("a".repeat(length))).hasSize(left);
    }
}
