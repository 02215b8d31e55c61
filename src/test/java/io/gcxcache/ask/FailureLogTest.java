package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

class FailureLogTest {
    private final Queue<SubstituteLoggingEvent> told = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void tellsTheFirstOfAStatusAndThenHowManyMoreThereWere() {
        FailureLog log = log(Duration.ofMillis(200));

        for (int i = 0; i < 1_000; i++) {
            log.tell("gcx:list:a", Problem.notFound("nothing there"));
        }
        log.tell("gcx:list:b", Problem.upstream("broken"));

        await().until(() -> told.size() == 3);
        assertThat(lines())
                .containsExactly(
                        "INFO Refresh of gcx:list:a failed: nothing there",
                        "WARN Refresh of gcx:list:b failed: broken",
                        "INFO 999 more failed with 404 within 0 s");
    }

    @Test
    void tellsTheNextOneAgainAfterAWhile() {
        FailureLog log = log(Duration.ofMillis(1));

        await().until(() -> {
            log.tell("gcx:list:a", Problem.upstream("broken"));
            return lines().stream()
                            .filter("WARN Refresh of gcx:list:a failed: broken"::equals)
                            .count()
                    > 2;
        });
    }

    @Test
    void tellsAllIfNothingCanBeScheduledAnyMore() {
        FailureLog log = log(Duration.ofHours(1));
        timers.shutdownNow();

        log.tell("gcx:list:a", Problem.upstream("broken"));
        log.tell("gcx:list:a", Problem.upstream("broken"));

        assertThat(lines()).hasSize(2);
    }

    private FailureLog log(Duration quiet) {
        return new FailureLog(new SubstituteLogger("test", told, false), quiet, timers);
    }

    private List<String> lines() {
        return told.stream()
                .map(event -> event.getLevel() + " "
                        + MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray()))
                .toList();
    }

    @Test
    void levelsAreThoseOfTheStatus() {
        log(Duration.ofHours(1)).tell("gcx:list:a", Problem.tooSlow("slow"));

        assertThat(told).extracting(SubstituteLoggingEvent::getLevel).containsExactly(Level.WARN);
    }
}
