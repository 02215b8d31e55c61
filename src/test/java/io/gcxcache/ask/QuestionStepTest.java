package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.upstream.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionStepTest {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-02T09:00:00Z"));
    private static final String ID = "GcxDirectoryId";
    private static final Profile PROFILE = new Profile(
            "directory", "direct:fetch", "routing", null, Duration.ZERO, Duration.ZERO, true, "directory_id", null);

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Property
    void takesExactlyTheNamesOfThePattern(@ForAll @StringLength(max = 140) String text) {
        assertThat(QuestionStep.isName(text)).isEqualTo(isNameByPattern(text));
    }

    @Property
    void takesExactlyTheNamesOfThePatternAmongThoseThatAreNearlyNames(
            @ForAll
                    @StringLength(max = 3)
                    @CharRange(from = '-', to = 'a')
                    @Chars({'.', '~', '_', 'z', '{', ' ', '%', '\n'})
                    String text) {
        assertThat(QuestionStep.isName(text)).isEqualTo(isNameByPattern(text));
    }

    @Property
    void everyCharacterIsJudgedWhereverItStands(@ForAll char character) {
        boolean allowed = NAME.matcher("a" + character).matches();

        assertThat(QuestionStep.isName("a" + character)).isEqualTo(allowed);
        assertThat(QuestionStep.isName(character + "a")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {".", "..", "a/b", "a%2Fb", "../a", "a b", "a\n", "\u00e4", "\uff11", "a\u0000", "gcx:*"})
    void refusesWhatMightLeaveThePath(String text) {
        assertThat(QuestionStep.isName(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".a", "..a", "-", "~", "_", "internal_agents", "A-Z.a~z_0-9"})
    void takesEveryUnreservedCharacter(String text) {
        assertThat(QuestionStep.isName(text)).isTrue();
    }

    @Test
    void takesUpTo128Characters() {
        assertThat(QuestionStep.isName("a".repeat(128))).isTrue();
        assertThat(QuestionStep.isName("a".repeat(129))).isFalse();
    }

    @Test
    void makesTheQuestionAndTellsTheCacheItsKey() {
        exchange.getMessage().setHeader(ID, "internal_agents");

        step(ID).process(exchange);

        assertThat(exchange.getMessage().getHeader(CaffeineConstants.KEY)).isEqualTo("gcx:directory:internal_agents");
        Question question = Question.of(exchange);
        assertThat(question.profile()).isSameAs(PROFILE);
        assertThat(question.key()).isEqualTo("gcx:directory:internal_agents");
        assertThat(question.id()).isEqualTo("internal_agents");
        assertThat(question.askedMillis()).isEqualTo(CLOCK.millis());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"..", "a/b"})
    void refusesAQuestionWithAWrongId(String id) {
        exchange.getMessage().setHeader(ID, id);

        assertThatThrownBy(() -> step(ID).process(exchange))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400))
                .hasMessageContaining("directory");
    }

    @Test
    void asksForNoIdWhereTheResourceHasNone() {
        step(null).process(exchange);

        assertThat(Question.of(exchange).id()).isNull();
    }

    private static QuestionStep step(String idHeader) {
        Expression key = ExpressionBuilder.append(
                ExpressionBuilder.constantExpression("gcx:directory:"), ExpressionBuilder.headerExpression(ID));
        return new QuestionStep(PROFILE, key, idHeader, CLOCK);
    }

    private static boolean isNameByPattern(String text) {
        return NAME.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
