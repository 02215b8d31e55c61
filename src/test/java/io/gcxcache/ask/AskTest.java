package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.cache.TestEntry;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.catalogue.ReadResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.apache.camel.Exchange;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AskTest {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-02T09:00:00Z"));
    private static final Resource DIRECTORY =
            DeclaredResources.resource(ListResource.of("directory").path("/api/v2/routing/directories/{id}/entries"));
    private static final Resource QUEUES =
            DeclaredResources.resource(ListResource.of("routing-queues").path("/api/v2/routing/queues"));

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Property
    void takesExactlyTheNamesOfThePattern(@ForAll @StringLength(max = 140) String text) {
        assertThat(Question.isId(text)).isEqualTo(isNameByPattern(text));
    }

    @Property
    void takesExactlyTheNamesOfThePatternAmongThoseThatAreNearlyNames(
            @ForAll
                    @StringLength(max = 3)
                    @CharRange(from = '-', to = 'a')
                    @Chars({'.', '~', '_', 'z', '{', ' ', '%', '\n'})
                    String text) {
        assertThat(Question.isId(text)).isEqualTo(isNameByPattern(text));
    }

    @Property
    void everyCharacterIsJudgedWhereverItStands(@ForAll char character) {
        boolean allowed = NAME.matcher("a" + character).matches();

        assertThat(Question.isId("a" + character)).isEqualTo(allowed);
        assertThat(Question.isId(character + "a")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {".", "..", "a/b", "a%2Fb", "../a", "a b", "a\n", "\u00e4", "\uff11", "a\u0000", "gcx:*"})
    void refusesWhatMightLeaveThePath(String text) {
        assertThat(Question.isId(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".a", "..a", "-", "~", "_", "internal_agents", "A-Z.a~z_0-9"})
    void takesEveryUnreservedCharacter(String text) {
        assertThat(Question.isId(text)).isTrue();
    }

    @Test
    void takesUpTo128Characters() {
        assertThat(Question.isId("a".repeat(128))).isTrue();
        assertThat(Question.isId("a".repeat(129))).isFalse();
    }

    @Test
    void namesTheQuestionAndTellsTheCacheItsKey() {
        Ask ask = Ask.about(exchange, DIRECTORY, "internal_agents");

        ask.name(exchange, CLOCK);

        assertThat(exchange.getMessage().getHeader(CaffeineConstants.KEY)).isEqualTo("gcx:directory:internal_agents");
        assertThat(Ask.of(exchange)).isSameAs(ask);
        assertThat(ask.question().resource()).isSameAs(DIRECTORY);
        assertThat(ask.question().key()).isEqualTo("gcx:directory:internal_agents");
        assertThat(ask.question().id()).isEqualTo("internal_agents");
        assertThat(ask.question().asked()).isEqualTo(CLOCK.instant());
        assertThat(ask.path()).isEqualTo("/api/v2/routing/directories/internal_agents/entries");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"..", "a/b"})
    void refusesAQuestionWithAWrongId(String id) {
        assertThatThrownBy(() -> Ask.about(exchange, DIRECTORY, id))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400))
                .hasMessageContaining("directory");
    }

    @Test
    void asksForNoIdWhereTheResourceHasNone() {
        Ask.about(exchange, QUEUES, null).name(exchange, CLOCK);

        assertThat(Ask.of(exchange).question().id()).isEqualTo("routing-queues");
        assertThat(Ask.of(exchange).question().key()).isEqualTo("gcx:list:routing-queues");
    }

    @Test
    void theKeyOfAnAddressIsItsPathWithItsQuery() {
        Ask ask = Ask.about(exchange, QUEUES, null);

        assertThat(ask.keyOf(null)).isEqualTo("gcx:api:GET:/api/v2/routing/queues");
        assertThat(ask.keyOf("")).isEqualTo(ask.keyOf(null));
        assertThat(ask.keyOf("name=a")).isEqualTo("gcx:api:GET:/api/v2/routing/queues?name=a");
    }

    @Test
    void inALongKeyAHashStandsForTheQuery() {
        Ask ask = Ask.about(exchange, QUEUES, null);
        String longest = "x".repeat(512 - (ask.keyOf(null) + '?').length());

        assertThat(ask.keyOf(longest)).hasSize(512).endsWith("?" + longest);
        assertThat(ask.keyOf(longest + 'a'))
                .startsWith(ask.keyOf(null) + "?#")
                .hasSizeLessThan(512)
                .isEqualTo(ask.keyOf(longest + 'a'))
                .isNotEqualTo(ask.keyOf(longest + 'b'));
    }

    @Test
    void inTheKeyOfALongPathAHashStandsForBoth() {
        Ask one = at("a".repeat(600));
        Ask other = at("a".repeat(599) + 'b');

        assertThat(one.keyOf("q=1"))
                .startsWith("gcx:api:GET:#")
                .hasSizeLessThan(512)
                .isEqualTo(one.keyOf("q=1"))
                .isNotEqualTo(one.keyOf("q=2"))
                .isNotEqualTo(one.keyOf(null))
                .isNotEqualTo(other.keyOf("q=1"));
    }

    @Test
    void aListThatIsAskedForByItsAddressHasTheKeyOfItsShortOne() {
        Ask ask = at("internal_agents");

        ask.name(exchange, new Parameters.Read("", null), 100, null, CLOCK);
        assertThat(ask.question().key()).isEqualTo("gcx:directory:internal_agents");
        assertThat(ask.question().reach()).isEqualTo(100);

        ask.name(exchange, new Parameters.Read("name=a", null), 100, null, CLOCK);
        assertThat(ask.question().key())
                .isEqualTo("gcx:api:GET:/api/v2/routing/directories/internal_agents/entries?name=a");
    }

    @Test
    void anIdThatMayNotStandInAShortKeyHasTheKeyOfItsAddress() {
        Ask ask = at("a%20b");

        ask.name(exchange, new Parameters.Read("", null), 100, null, CLOCK);

        assertThat(ask.question().key()).isEqualTo("gcx:api:GET:/api/v2/routing/directories/a%20b/entries");
    }

    @Test
    void aPageThatIsAskedForByItselfHasTheKeyOfItsAddress() {
        Ask ask = at("internal_agents");

        ask.name(exchange, new Parameters.Read("", null), CLOCK);

        assertThat(ask.question().key()).isEqualTo("gcx:api:GET:/api/v2/routing/directories/internal_agents/entries");
        assertThat(ask.question().reach()).isEqualTo(Question.WHOLE);
    }

    @Test
    void whatChangesByTheSecondServesNobodyAfterAMinute() {
        Ask ask = at("internal_agents");

        ask.name(exchange, new Parameters.Read("expand=presence", Duration.ofSeconds(10)), CLOCK);

        assertThat(ask.question().live()).isTrue();
        assertThat(ask.question().boardsFor()).isEqualTo(Duration.ofSeconds(60));
        assertThat(ask.question().earliestFill()).isNull();
    }

    @Test
    void whoWantsItAnewIsAnsweredByNothingEarlier() {
        exchange.setProperty(Ask.ANEW, true);
        Ask ask = Ask.about(exchange, QUEUES, null);

        ask.name(exchange, CLOCK);

        assertThat(ask.question().live()).isFalse();
        assertThat(ask.question().mayHave(CLOCK.instant())).isTrue();
        assertThat(ask.question().mayHave(CLOCK.instant().minusMillis(1))).isFalse();
        assertThat(ask.question().boardsFor()).isNull();
    }

    @Test
    void onlyWhatIsAnsweredByItsKeyAloneIsToldAgain() {
        assertThat(named(ask -> {}).isToldAgain()).isTrue();
        assertThat(named(Ask::onlyIfCached).isToldAgain()).isFalse();
        assertThat(named(Ask::isPageOfSet).isToldAgain()).isFalse();
        assertThat(named(ask -> ask.snapshot(TestEntry.named("earlier"))).isToldAgain())
                .isFalse();
        exchange.setProperty(Ask.ANEW, true);
        assertThat(named(ask -> {}).isToldAgain()).isFalse();
        assertThat(at("internal_agents").isToldAgain()).isFalse();
    }

    private Ask named(Consumer<Ask> change) {
        Ask ask = Ask.about(exchange, QUEUES, null);
        ask.name(exchange, CLOCK);
        change.accept(ask);
        return ask;
    }

    @Test
    void thePartsOfAPathAreTheIdTogether() {
        Resource member = DeclaredResources.resource(
                ReadResource.ofObject("member").path("/api/v2/queues/{queueId}/members/{memberId}"));

        assertThat(Ask.at(exchange, new Addressed(member, Map.of("memberId", "m", "queueId", "q")))
                        .id())
                .isEqualTo("q-m");
        assertThat(Ask.at(exchange, new Addressed(QUEUES, Map.of())).id()).isEqualTo("routing-queues");
    }

    private Ask at(String id) {
        return Ask.at(exchange, new Addressed(DIRECTORY, Map.of("id", id)));
    }

    @Test
    void aRefreshBehindGoesOnWithAnAskOfItsOwn() {
        Ask ask = Ask.about(exchange, DIRECTORY, "internal_agents");
        ask.name(exchange, CLOCK);
        Exchange tapped = exchange.copy();

        Ask.fork(tapped);

        assertThat(Ask.of(tapped)).isNotSameAs(ask);
        assertThat(Ask.of(tapped).question()).isSameAs(ask.question());
        assertThat(Ask.of(exchange)).isSameAs(ask);
    }

    @Test
    void sendsToAMissingRouteWithoutWaitingForIt() {
        Resource own = DeclaredResources.resource(
                ListResource.of("own").path("/api/v2/own").fetch("direct:my-own"));
        Resource foreign = DeclaredResources.resource(
                ListResource.of("foreign").path("/api/v2/foreign").fetch("seda:theirs"));

        assertThat(Ask.about(exchange, own, null).fetch()).isEqualTo("direct:my-own?block=false");
        assertThat(Ask.about(exchange, foreign, null).fetch()).isEqualTo("seda:theirs");
    }

    private static boolean isNameByPattern(String text) {
        return NAME.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
