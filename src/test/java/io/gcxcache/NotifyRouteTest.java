package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.model.BeanDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gcx-notify} of routes/cdn.camel.yaml: every target is told, whatever becomes of the others. */
class NotifyRouteTest extends RouteTest {
    private static final List<String> TARGETS = List.of("webhook", "fastly", "cloudflare", "varnish");

    @TempDir
    Path audit;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return gateway(audit);
    }

    @Test
    void asksEveryTargetWhatIsDue() throws Exception {
        startGateway();

        Exchange notified = template.send("direct:gcx-notify", exchange -> {});

        assertThat(notified.getException()).isNull();
        assertThat(steps("gcx-notify"))
                .containsExactlyInAnyOrder(
                        "side-by-side-to-targets",
                        "notify-webhook",
                        "notify-fastly",
                        "notify-cloudflare",
                        "notify-varnish",
                        "notify-own")
                .startsWith("side-by-side-to-targets");
        assertThat(TARGETS).allSatisfy(target -> assertThat(steps("gcx-tell-" + target))
                .containsExactly(target + "-claim", target + "-while-due"));
    }

    @Test
    void aTargetThatBreaksStopsNoOther() throws Exception {
        String broken = "webhook";
        AdviceWith.adviceWith(context, "gcx-tell-" + broken, route -> route.weaveByType(BeanDefinition.class)
                .selectFirst()
                .replace()
                .throwException(new IllegalStateException("on purpose"))
                .id(broken + "-breaks"));
        startGateway();

        template.send("direct:gcx-notify", exchange -> {});

        assertThat(TARGETS).filteredOn(target -> !target.equals(broken)).allSatisfy(target -> await().untilAsserted(
                        () -> assertThat(steps("gcx-tell-" + target)).contains(target + "-while-due")));
    }
}
