package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages that are cut from a list are those that Genesys would have sent, byte for byte, whatever their size. */
class CutPagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;
    private static GenesysItself genesys;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.budget.limit", "1000000"), GenesysSimulator.builder());
        token = gateway.logIn();
        genesys = new GenesysItself(gateway.genesys);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    /** Every list of the catalogue that tells its total, in whichever envelope. */
    static Stream<String> lists() {
        String queue = gateway.genesys.organization().queueIds().get(0);
        return Stream.of(
                "/api/v2/users",
                "/api/v2/users?state=any",
                "/api/v2/routing/queues",
                "/api/v2/routing/queues?name=S%2A",
                "/api/v2/routing/queues/" + queue + "/wrapupcodes",
                "/api/v2/routing/wrapupcodes",
                "/api/v2/routing/skills",
                "/api/v2/routing/languages",
                "/api/v2/authorization/divisions",
                "/api/v2/authorization/roles",
                "/api/v2/groups",
                "/api/v2/presencedefinitions",
                "/api/v2/locations",
                "/api/v2/flows",
                "/api/v2/architect/schedules",
                "/api/v2/architect/schedulegroups",
                "/api/v2/outbound/campaigns",
                "/api/v2/outbound/contactlists",
                "/api/v2/stations",
                "/api/v2/stations?name=nobody");
    }

    @ParameterizedTest
    @MethodSource("lists")
    void areGenesyssOwnByteForByte(String list) throws Exception {
        String separator = list.contains("?") ? "&" : "?";
        int total = JSON.readTree(genesys.get(list + separator + "pageSize=1&pageNumber=1")
                        .body())
                .path("total")
                .asInt();
        for (int size : new int[] {100, 25, 7, 1}) {
            int last = Math.max(1, (total + size - 1) / size);
            for (int number : new int[] {1, 2, Math.max(1, last - 1), last, last + 1, last + 7}) {
                String page = list + separator + "pageSize=" + size + "&pageNumber=" + number;

                HttpResponse<String> cut = get(page);

                assertThat(cut.statusCode()).as(page).isEqualTo(200);
                assertThat(cut.body()).as(page).isEqualTo(genesys.get(page).body());
                assertThat(header(cut, "Cache-Groups")).as("is cut").doesNotContain("pagenumber");
            }
        }
    }

    @Test
    void aListThatIsHeldWholeForItsShortAddressIsNotAskedForAgain() throws Exception {
        gateway.get("/gcx/lists/wrapupcodes");
        gateway.get("/gcx/directories/internal_agents");
        int calls = gateway.genesys.calls().count("/api/");

        get("/api/v2/routing/wrapupcodes?pageSize=25&pageNumber=4");
        HttpResponse<String> agents = get("/api/v2/routing/directories/internal_agents/entries?pageNumber=2");

        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
        assertThat(JSON.readTree(agents.body()).path("entities")).hasSize(25);
    }

    @Test
    void aListWhoseFirstPageIsAllOfItIsNotAskedForAgain() throws Exception {
        get("/api/v2/routing/languages?pageSize=5");
        int calls = gateway.genesys.calls().count("/api/");

        JsonNode whole = JSON.readTree(gateway.get("/gcx/lists/languages").body());

        assertThat(whole.path("entry_count").asInt())
                .isEqualTo(whole.path("entries").size())
                .isGreaterThan(5);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }
}
