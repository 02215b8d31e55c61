package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers with tokens of their own read pages of every size while a list changes, grows over the bound and back, is refreshed
 * and invalidated: every page is that of one version, byte for byte, and of none before an acknowledged invalidation.
 */
class ListPagesTruthTest {
    private static final String USERS = "/api/v2/users";
    private static final int READERS = 4;
    private static final int PAGES = 250;
    private static final long SEED = 20_260_302;

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;

    /** The list's totals, version by version; no two have the same. */
    private static final List<Integer> TOTALS = new CopyOnWriteArrayList<>(List.of(1_000));

    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final AtomicInteger READ = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        genesys.onQueries(USERS, query -> {
            ASKED.incrementAndGet();
            return json(page(TOTALS.size() - 1, number(query, "pageSize"), number(query, "pageNumber")));
        });
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.budget.limit",
                        "1000000"),
                GenesysSimulator.builder());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static int number(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + '='))
                .mapToInt(pair -> Integer.parseInt(pair.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String page(int version, int size, int number) {
        int total = TOTALS.get(version);
        int pages = (total + size - 1) / size;
        String uri = "\"" + USERS + "?pageSize=" + size + "&pageNumber=%d\"";
        return "{\"entities\":["
                + IntStream.range(Math.min(total, (number - 1) * size), Math.min(total, number * size))
                        .mapToObj(id -> "{\"id\":\"u" + id + "\",\"version\":" + version
                                + ",\"selfUri\":\"/x?pageNumber=" + id + "\"}")
                        .collect(Collectors.joining(","))
                + "],\"pageSize\":" + size + ",\"pageNumber\":" + number + ",\"total\":" + total + ",\"firstUri\":"
                + uri.formatted(1) + (number < pages ? ",\"nextUri\":" + uri.formatted(number + 1) : "")
                + (number > 1 ? ",\"previousUri\":" + uri.formatted(number - 1) : "") + ",\"lastUri\":"
                + uri.formatted(Math.max(1, pages)) + ",\"selfUri\":" + uri.formatted(number) + ",\"pageCount\":"
                + pages
                + "}";
    }

    @Test
    void everyPageIsOfOneVersionAndOfNoneBeforeAnInvalidation() throws Exception {
        AtomicInteger oldest = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(READERS);
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
            Random random = new Random(SEED + reader);
            String token = gateway.logIn();
            readers.add(CompletableFuture.supplyAsync(
                            () -> read(token, oldest, random), reading -> new Thread(reading).start())
                    .whenComplete((pages, failure) -> left.decrementAndGet()));
        }
        Random random = new Random(SEED);
        while (left.get() > 0) {
            int next = READ.get() + 1 + random.nextInt(30);
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> left.get() == 0 || READ.get() >= next);
            switch (random.nextInt(4)) {
                case 0 -> change(random);
                case 1 -> gateway.clock.advance(Duration.ofSeconds(random.nextInt(700)));
                case 2 -> {
                    change(random);
                    int version = TOTALS.size() - 1;
                    assertThat(gateway.post("/gcx/invalidations", "{\"tag\":\"list-users\"}")
                                    .statusCode())
                            .isEqualTo(200);
                    oldest.set(version);
                }
                default -> gateway.clock.advance(Duration.ofSeconds(random.nextInt(20)));
            }
        }
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.join()).isEqualTo(PAGES);
        }
    }

    private static void change(Random random) {
        int total = random.nextInt(2_600);
        if (!TOTALS.contains(total)) {
            TOTALS.add(total);
        }
    }

    private static int read(String token, AtomicInteger oldest, Random random) {
        int size = 0;
        int number = 0;
        for (int pages = 0; pages < PAGES; pages++) {
            if (size > 0 && random.nextInt(3) > 0) {
                number++;
            } else {
                size = List.of(1, 7, 25, 99, 100).get(random.nextInt(5));
                number = 1 + random.nextInt(2_000 / size);
            }
            int notBefore = oldest.get();
            HttpResponse<String> page = gateway.getAsync(
                            USERS + "?pageSize=" + size + "&pageNumber=" + number, "Authorization", "Bearer " + token)
                    .join();
            READ.incrementAndGet();
            if (page.statusCode() == 503) {
                // So much time flew by while it waited.
                assertThat(page.body()).contains("is still being fetched");
                REFUSED.incrementAndGet();
                continue;
            }
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            String told = page.body().replaceAll(".*\"total\":(\\d+).*", "$1");
            int version = TOTALS.indexOf(Integer.parseInt(told));
            assertThat(page.body()).isEqualTo(page(version, size, number));
            assertThat(version)
                    .as("the version of " + header(page, "Cache-Status"))
                    .isGreaterThanOrEqualTo(notBefore);
        }
        return PAGES;
    }
}
