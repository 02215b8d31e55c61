package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Property(tries = 200)
    void thePartsTogetherAreTheList(
            @ForAll @IntRange(max = 50) int length, @ForAll @IntRange(min = 1, max = 20) int limit) {
        List<String> all = names(length);
        List<String> seen = new ArrayList<>();
        exchange.getMessage().removeHeader("after");
        exchange.getMessage().setHeader("limit", limit);

        Listing<String> part = Listing.of(exchange, all, Function.identity());
        seen.addAll(part.items());
        while (part.next() != null) {
            exchange.getMessage().setHeader("after", part.next());
            part = Listing.of(exchange, all, Function.identity());
            assertThat(part.items()).isNotEmpty();
            seen.addAll(part.items());
        }

        assertThat(seen).isEqualTo(all);
    }

    @Test
    void hasAThousandUnlessAskedForAnotherNumber() {
        Listing<String> part = Listing.of(exchange, names(1_001), Function.identity());

        assertThat(part.items()).hasSize(1_000);
        assertThat(part.next()).isEqualTo("999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "many", ""})
    void refusesALimitThatIsNone(String limit) {
        exchange.getMessage().setHeader("limit", limit);

        assertThatThrownBy(() -> Listing.of(exchange, names(3), Function.identity()))
                .isInstanceOf(Problem.class)
                .hasMessage("limit is a whole number from 1 to 10000");
    }

    @Test
    void saysThatWhatItWasToGoOnAfterIsGone() {
        exchange.getMessage().setHeader("after", "x");

        assertThatThrownBy(() -> Listing.of(exchange, names(3), Function.identity()))
                .isInstanceOfSatisfying(
                        Problem.class, gone -> assertThat(gone.status()).isEqualTo(404));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
