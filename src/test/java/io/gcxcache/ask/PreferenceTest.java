package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "return=minimal",
                "handling=lenient, return=representation",
                "wait",
                "wait=",
                "wait=x",
                "wait=-1",
                "wait=1.5",
                "wait=100000",
                "wait=\"5",
                "wait=5\"",
                "wait=\"5; q=1, wait=7",
                "wait=99999999999999999999",
                "x-wait=5",
                "await=5",
                "wait5=5",
                "foo; wait=5",
                "foo=\"wait=5\"",
                "x-respond-async",
                "respond-async-later",
                "respond-asynchronously",
                "foo=respond-async",
                "foo=\"respond-async\"",
                "foo=\"bar, wait=5\"",
                "foo=\"bar, respond-async\"",
                "foo=\"a\\\", wait=4\"",
                "foo=bar; q=\"x, respond-async, y\", handling=lenient"
            })
    void whatIsNoPreferenceForWaitingMeansPatience(String prefer) {
        Preference preference = preference(prefer);

        assertThat(preference.patience()).isNull();
        assertThat(preference.applied()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'wait=10', 10",
        "'wait=0', 0",
        "'wait=99999', 99999",
        "'wait = 7', 7",
        "'Wait=7', 7",
        "'respond-async, wait=10', 10",
        "'wait=10, respond-async', 10",
        "'wait=10,respond-async', 10",
        "'wait=10;x=y', 10",
        "'return=minimal, wait=3', 3",
        "'wait=3, wait=9', 3",
        "'x-wait=5, wait=3', 3",
        "'wait=\"3\"', 3",
        "'foo=\"a, b\", wait=3', 3",
        "'foo=\"a, wait=4\", wait=3; q=\"x, y\"', 3"
    })
    void waitSaysHowManySeconds(String prefer, long seconds) {
        Preference preference = preference(prefer);

        assertThat(preference.patience()).hasSeconds(seconds);
        assertThat(preference.applied()).isEqualTo("wait=" + seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "respond-async",
                "Respond-Async",
                " respond-async ",
                "return=minimal, respond-async",
                "respond-async; foo=1",
                "respond-async, wait=soon"
            })
    void respondAsyncAloneWaitsNotAtAll(String prefer) {
        Preference preference = preference(prefer);

        assertThat(preference.patience()).isEqualTo(Duration.ZERO);
        assertThat(preference.applied()).isEqualTo("respond-async");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exact                | true",
                "wait=5, Exact; q=1   | true",
                "foo=\"a, b\", exact  | true",
                "foo=\"bar, exact\"   | false",
                "inexact              | false",
                "exact=1              | false"
            })
    void exactIsAMemberOfTheList(String prefer, boolean exact) {
        assertThat(Preference.isExact(asked(prefer))).isEqualTo(exact);
    }

    private static Preference preference(String prefer) {
        return Preference.of(asked(prefer));
    }

    private static Exchange asked(String prefer) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeader("Prefer", prefer);
        return exchange;
    }
}
