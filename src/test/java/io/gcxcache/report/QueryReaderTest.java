package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryReaderTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Reading READING = new Reading(
            Set.of("..metrics", "..groupBy", "..predicates"),
            Map.<String, JsonNode>of(
                    "order",
                    TextNode.valueOf("asc"),
                    "page",
                    JsonNodeFactory.instance.objectNode(),
                    "page.size",
                    IntNode.valueOf(25),
                    "page.number",
                    IntNode.valueOf(1),
                    "metrics",
                    CanonicalJson.read(bytes("['a','b']"))),
            Set.of("groupBy"),
            Set.of("interval"),
            Align.LIVE,
            Dates.WORDS,
            true,
            UTC,
            DeclaredResources.rules("30 real-time", "60"));

    private static final Resource QUERY =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));

    private final List<Spelling.Rule> rules = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-02T22:30:00Z");

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @Test
    void theHashIsSha256OverTheCanonicalQuestion() throws Exception {
        String canonical =
                "{\"query\":{\"a\":1,\"dateTo\":\"2026-03-02T00:00:00Z\"},\"reportVersion\":\"7\",\"timeZone\":\"UTC\"}";
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));

        String hash = hash("{ 'dateTo':'yesterday', 'x':null, 'a':1.0 }", Map.of("reportVersion", "7"));

        assertThat(hash).isEqualTo(HexFormat.of().formatHex(sha));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'b':[1,2],'a':'x'}",
                " {\n'a' : 'x' , 'b' : [ 1.0, 2e0 ] }\n",
                "{'\\u0061':'\\u0078','b':[1,2],'c':null}",
                "{'a':'x','b':[1,2],'order':'asc'}",
                "{'a':'x','b':[1,2],'order':null}",
                "{'a':'x','b':[1,2],'page':{'number':1.0,'size':25,'more':null}}",
                "{'a':'x','b':[1,2],'page':{'number':1}}",
                "{'a':'x','b':[1,2],'page':{}}",
                "{'a':'x','b':[1,2],'groupBy':[]}",
                "{'a':'x','b':[1,2],'metrics':['b','a','b']}",
                "{'a':'x','b':[1,2],'timeZone':'UTC'}",
                "{'a':'x','b':[1,2],'timeZone':null}"
            })
    void spellingsOfOneQuestionShareItsHash(String query) {
        assertThat(hash(query, Map.of())).isEqualTo(hash("{'a':'x','b':[1,2]}", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':'x','b':[2,1]}",
                "{'a':'x','b':[1,2,2]}",
                "{'a':'x','b':[1,2,null]}",
                "{'a':'x','b':['1',2]}",
                "{'a':'X','b':[1,2]}",
                "{'a':'x ','b':[1,2]}",
                "{'A':'x','b':[1,2]}",
                "{'a':'x','b':[1,2],'order':'desc'}",
                "{'a':'x','b':[1,2],'order':''}",
                "{'a':'x','b':[1,2],'order':['asc']}",
                "{'a':'x','b':[1,2],'page':{'number':2}}",
                "{'a':'x','b':[1,2],'page':{'number':1,'more':1}}",
                "{'a':'x','b':[1,2],'page':[]}",
                "{'a':'x','b':[1,2],'metrics':[]}",
                "{'a':'x','b':[1,2],'groupBy':{}}",
                "{'a':'x','b':[1,2],'in':{'groupBy':[]}}",
                "{'a':'x','b':[1,2],'in':{'order':'asc'}}",
                "{'a':'x','b':[1,2],'timeZone':'Z'}",
                "{'query':{'a':'x','b':[1,2]}}",
                "{'a':'x','b':[1,2],'reportVersion':'1'}",
                "{'a':'x','b':[1,2],'locale':'de'}"
            })
    void closeQuestionsDoNotShareAHash(String query) {
        assertThat(hash(query, Map.of())).isNotEqualTo(hash("{'a':'x','b':[1,2]}", Map.of()));
    }

    @Test
    void datesBesideAnIntervalCount() {
        assertThat(hash("{'interval':'2026-01-01/P1D','dateFrom':'2026-01-01'}", Map.of()))
                .isNotEqualTo(hash("{'interval':'2026-01-01/P1D'}", Map.of()));
    }

    @Test
    void aFieldOfTheQueryIsNotTheReportsVersionOrZone() {
        Set<String> hashes = Set.of(
                hash("{}", Map.of()),
                hash("{}", Map.of("reportVersion", "1")),
                hash("{'reportVersion':'1'}", Map.of()),
                hash("{'reportVersion':'1'}", Map.of("reportVersion", "1")),
                hash("{'reportVersion':1}", Map.of()),
                hash("{}", Map.of("reportVersion", "1\",\"timeZone\":\"Z")),
                hash("{'query':{}}", Map.of()),
                hash("{}", Map.of("timeZone", "Z")),
                hash("{'time zone':'Z'}", Map.of()));

        assertThat(hashes).hasSize(9);
    }

    @Test
    void theZoneCountsTheSameWhereverItIsNamed() {
        String inBody = hash("{'timeZone':'Europe/Berlin'}", Map.of());

        assertThat(hash("{}", Map.of("timeZone", "Europe/Berlin"))).isEqualTo(inBody);
        assertThat(hash("{}", Map.of("GcxTimeZone", "Europe/Berlin"))).isEqualTo(inBody);
        assertThat(hash("{}", Map.of("timeZone", "UTC"))).isEqualTo(hash("{}", Map.of()));
        assertThat(inBody).isNotEqualTo(hash("{}", Map.of()));
    }

    @Test
    void theVersionCountsTheSameHoweverItIsHandedOver() {
        String given = hash("{}", Map.of("reportVersion", "7"));

        assertThat(hash("{}", Map.of("GcxReportVersion", 7))).isEqualTo(given);
        assertThat(hash("{}", Map.of("reportVersion", " "))).isEqualTo(hash("{}", Map.of()));
    }

    @Test
    void theBodyCarriesTheZoneThatTheKeyNames() {
        Exchange byHeader = read("{'timeZone':'Asia/Tokyo','a':1.0}", Map.of("timeZone", "Europe/Berlin"));
        Exchange byParameter = read("{'a':1.0}", Map.of("timeZone", "Europe/Berlin"));
        Exchange byBody = read("{'timeZone':'Europe/Berlin','a':1.0}", Map.of());

        assertThat(body(byHeader)).isEqualTo("{\"timeZone\":\"Europe/Berlin\",\"a\":1.0}");
        assertThat(body(byParameter)).isEqualTo("{\"a\":1.0,\"timeZone\":\"Europe/Berlin\"}");
        assertThat(body(byBody)).isEqualTo("{\"timeZone\":\"Europe/Berlin\",\"a\":1.0}");
        assertThat(hash(byHeader)).isEqualTo(hash(byParameter)).isEqualTo(hash(byBody));
    }

    @Test
    void aZoneHeaderWinsOverTheBodyEvenIfItIsTheDefault() {
        Exchange exchange = read("{'timeZone':'Asia/Tokyo'}", Map.of("timeZone", "UTC"));

        assertThat(body(exchange)).isEqualTo("{\"timeZone\":\"UTC\"}");
        assertThat(hash(exchange)).isEqualTo(hash("{}", Map.of()));
    }

    @Test
    void theBodyIsExactAndSaysNothingElse() {
        Exchange exchange = read(
                "\uFEFF{ 'n':9007199254740993, 'd':0.10, 'e':1e400, 'z':null, 'order':'asc', 'metrics':['b','a','b'] }",
                Map.of());

        assertThat(body(exchange))
                .isEqualTo("{\"n\":9007199254740993,\"d\":0.10,\"e\":1E+400,\"z\":null,\"order\":\"asc\","
                        + "\"metrics\":[\"b\",\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T22:59:59Z, Europe/Berlin, 2026-03-02",
        "2026-03-02T23:00:00Z, Europe/Berlin, 2026-03-03",
        "2026-03-02T23:59:59.999Z, UTC, 2026-03-02",
        "2026-03-28T23:00:00Z, Europe/Berlin, 2026-03-29",
        "2026-03-29T21:59:59Z, Europe/Berlin, 2026-03-29",
        "2026-03-29T22:00:00Z, Europe/Berlin, 2026-03-30",
        "2026-10-25T22:59:59Z, Europe/Berlin, 2026-10-25",
        "2026-03-02T10:00:00Z, Pacific/Kiritimati, 2026-03-03",
        "2026-03-02T11:59:59Z, -12:00, 2026-03-01",
        "2026-03-02T18:30:00Z, Asia/Kolkata, 2026-03-03",
    })
    void todayIsTheDayInTheQuerysZone(Instant moment, String zone, String day) {
        now = moment;
        Map<String, Object> headers = Map.of("timeZone", zone);

        assertThat(hash("{'dateFrom':'today','dateTo':'today'}", headers))
                .isEqualTo(hash("{'dateFrom':'" + day + "','dateTo':'" + day + "'}", headers));
        assertThat(hash("{'interval':'today/tomorrow'}", headers))
                .isEqualTo(
                        hash("{'interval':'" + day + "/" + LocalDate.parse(day).plusDays(1) + "'}", headers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dateFrom':'yesterday','dateTo':'yesterday'}",
                "{'dateFrom':'yesterday'}",
                "{'dateTo':'yesterday'}",
                "{'dateTo':'tomorrow'}",
                "{'interval':'yesterday/today'}",
                "{'interval':'yesterday / today'}",
                "{'interval':' yesterday/ tomorrow '}",
                "{'interval':'P7D/yesterday'}",
                "{'interval':'yesterday/P1D'}",
                "{'interval':'today/..'}"
            })
    void whatARelativeDayMeansChangesAtMidnight(String query) {
        String before = hash(query, Map.of());
        now = Instant.parse("2026-03-02T23:59:59Z");
        String atTheEnd = hash(query, Map.of());
        now = Instant.parse("2026-03-03T00:00:00Z");

        assertThat(atTheEnd).isEqualTo(before);
        assertThat(hash(query, Map.of())).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dateFrom':'2026-03-01','dateTo':'now'}",
                "{'interval':'2026-03-01/now'}",
                "{'name':'today'}",
                "{'filter':{'dateTo':'today'}}"
            })
    void nowAndWordsElsewhereStayAsTheyAre(String query) {
        String before = hash(query, Map.of());
        now = now.plusSeconds(86_400 * 3);

        assertThat(hash(query, Map.of())).isEqualTo(before);
        assertThat(body(read(query, Map.of()))).isEqualTo(query.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-W10-7/2026-03-09, 2026-03-08/2026-03-09",
        "2026-067/2026-03-09, 2026-03-08/2026-03-09",
        "2026-03-08T00Z/2026-03-08T24:00Z, 2026-03-08T00:00:00.000Z/2026-03-09T00:00:00.000Z",
        "2026-03-08T01:00+0100/P1D, 2026-03-08T00:00:00.000Z/2026-03-09T00:00:00.000Z",
        "PT1H/now, 2026-03-02T21:30:00.000Z/now",
        "2026-03-01/.., 2026-03-01/now",
    })
    void spellingsThatShareAKeyAreSentAlike(String written, String sent) {
        Exchange exchange = read("{'interval':'" + written + "'}", Map.of());

        assertThat(body(exchange)).isEqualTo("{\"interval\":\"" + sent + "\"}");
    }

    @Test
    void zonesAreToldApartAsTheyAreWritten() {
        Set<String> hashes = Set.of(
                hash("{}", Map.of("timeZone", "EST")),
                hash("{}", Map.of("timeZone", "-05:00")),
                hash("{}", Map.of("timeZone", "UTC+0")),
                hash("{}", Map.of()));

        assertThat(hashes).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dateFrom", "dateTo"})
    void aDayBesideAnIntervalIsTheDayOfAsking(String date) {
        String query = "{'interval':'2026-01-01/P1D','" + date + "':'yesterday'}";
        String before = hash(query, Map.of());
        now = now.plusSeconds(86_400);

        assertThat(hash(query, Map.of())).isNotEqualTo(before);
    }

    @Test
    void upstreamIsAskedAboutTheDaysThatTheKeyNames() {
        Exchange dates = read("{'dateFrom':'yesterday','dateTo':'today'}", Map.of("timeZone", "+02:00"));
        Exchange interval = read("{'interval':'yesterday / now'}", Map.of());

        assertThat(body(dates))
                .isEqualTo("{\"dateFrom\":\"2026-03-02\",\"dateTo\":\"2026-03-03\",\"timeZone\":\"+02:00\"}");
        assertThat(body(interval)).isEqualTo("{\"interval\":\"2026-03-01/now\"}");
    }

    @Test
    void theDatesAreThoseOfTheMomentOfAskingInTheZoneOfTheHeader() {
        Exchange exchange = read("{'dateTo':'today'}", Map.of("timeZone", "Europe/Berlin"));
        AskedQuery asked = (AskedQuery) Ask.of(exchange).posted();

        assertThat(asked.dates().from()).isNull();
        assertThat(asked.dates().to()).isEqualTo(Instant.parse("2026-03-02T23:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "[]",
                "1",
                "null",
                "'a'",
                "{",
                "{} {}",
                "{'a':1,'a':2}",
                "{'n':1e99999999999}",
                "{'a':'\\ud83d'}",
                "{'a':'\\ude00x'}"
            })
    void aBodyThatIsNotOneObjectIsABadRequest(String body) {
        assertRefused(body, Map.of(), 400, "The body is to be one JSON object");
    }

    @Test
    void aBodyInUtf16IsABadRequest() {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody("{}".getBytes(StandardCharsets.UTF_16));
        Ask.about(exchange, QUERY, null);

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new QueryReader(READING, Duration.ofSeconds(10), rules::add, () -> now, () -> now)
                        .read(exchange))
                .withMessageContaining("UTF-8")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @Test
    void aNumberWithAHugeExponentIsAQuestionLikeAnother() {
        String query = "{'filter':{'predicates':[{'range':{'gt':1e400000}}]}}";

        String hash = assertTimeoutPreemptively(Duration.ofSeconds(2), () -> hash(query, Map.of()));

        assertThat(hash).isEqualTo(hash(query.replace("1e400000", "10e399999"), Map.of()));
        assertThat(hash).isNotEqualTo(hash(query.replace("1e400000", "1e400001"), Map.of()));
        assertThat(body(read(query, Map.of()))).contains("{\"gt\":1E+400000}");
    }

    @Test
    void noBodyIsABadRequest() {
        assertRefused(null, Map.of(), 400, "The body is to be one JSON object");
    }

    @Test
    void aBodyHasAtMost512000Bytes() {
        String most = "{'a':'" + "ü".repeat((QueryReader.LONGEST_BODY - 8) / 2) + "'}";

        assertThat(hash(most, Map.of())).hasSize(64);
        assertRefused(most + " ", Map.of(), 413, "512000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "utc", "+25:00", "5", "Europe/Berlin\n", "../etc/passwd"})
    void whatIsNoTimeZoneIsRefusedByItsName(String zone) {
        assertRefused("{}", Map.of("timeZone", zone), 422, "timeZone is no time zone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "5", "true", "{}", "['UTC']", "'Mars'"})
    void whatIsNoTimeZoneInTheBodyIsRefusedByItsName(String zone) {
        assertRefused("{'timeZone':" + zone + "}", Map.of(), 422, "timeZone is no time zone");
    }

    @Test
    void aDateFaultIsRefusedByItsField() {
        assertRefused("{'dateTo':'soon'}", Map.of(), 422, "dateTo");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "*", "*;q=0.5", "de;q=0", "en-US", "EN-us", "en-us,de;q=0.9", " en-US ; q=1"})
    void theDefaultLocaleIsAmericanEnglish(String asked) {
        assertThat(QueryReader.locale(asked)).isEqualTo("en-US");
    }

    @ParameterizedTest
    @CsvSource({
        "de, de",
        "'de-de, en;q=0.5', de-DE",
        "'en;q=0.5, de-de', de-DE",
        "'en;q=0.5,fr;q=0.7,de;q=0.6', fr",
        "zh-hant-tw, zh-Hant-TW",
        "sr-latn, sr-Latn",
        "iw, he",
        "'*,de', de",
        "'*-CH,de;q=0.1', de",
        "'de;q=0,fr;q=0.1', fr"
    })
    void theLocaleIsTheLanguageOfTheGreatestWeight(String asked, String locale) {
        assertThat(QueryReader.locale(asked)).isEqualTo(locale);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE-de",
                "zh-hANT-tw",
                "sr-CYRL",
                "es-419",
                "de-1996",
                "de-ch-1901-x-De-abcd",
                "sl-rozaj-biske",
                "en-us-u-ca-gregory",
                "X-de-abcd",
                "IN-id"
            })
    void aLanguageIsWrittenAsTheJdkWritesIt(String asked) {
        assertThat(QueryReader.locale(asked))
                .isEqualTo(new Locale.Builder().setLanguageTag(asked).build().toLanguageTag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-", "--;q=1", "de_DE", "C", ", de", ";", "en-", "a:b", "en/../x", "12", "ü", "de;q=2", "de;q=x"
            })
    void aLanguageThatCannotBeReadCountsAsNotSent(String asked) {
        assertThat(QueryReader.locale(asked)).isEqualTo("en-US");
        assertThat(QueryReader.locale(asked, "fr")).isEqualTo("fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "de-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
                "en;q=0.5,de-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
                "de_aaaaaaaa_bbbbbbbb_cccccccc_dddddddd"
            })
    void aLocaleOfMoreThan35CharactersIsABadRequest(String asked) {
        assertRefused("{}", Map.of("Accept-Language", asked), 400, "longer than 35");
        assertRefused("{}", Map.of("locale", asked), 400, "longer than 35");
        assertRefused("{}", Map.of(GcxHeaders.LOCALE, asked), 400, "longer than 35");
    }

    @Test
    void aListOfLanguagesWithoutEndIsNotRead() {
        String languages = IntStream.range(0, 2_000)
                .mapToObj(i -> "de-a" + (char) ('a' + i / 676) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26))
                .collect(Collectors.joining(","));

        assertThat(QueryReader.locale(languages)).isEqualTo("en-US");
        assertThat(QueryReader.locale(languages.substring(0, 900))).startsWith("de-");
    }

    @Test
    void theLocaleIsReadFromTheHeaderThenTheParameterThenAcceptLanguage() {
        Map<String, Object> all = Map.of(GcxHeaders.LOCALE, "de", "locale", "fr", "Accept-Language", "it");
        Map<String, Object> http = Map.of("locale", "fr", "Accept-Language", "it");

        assertThat(locale(read("{}", all))).isEqualTo("de");
        assertThat(locale(read("{}", http))).isEqualTo("fr");
        assertThat(locale(read("{}", Map.of()))).isEqualTo("en-US");
        assertThat(hash("{}", all)).isEqualTo(hash("{}", Map.of()));
    }

    @Test
    void aLocaleOf35CharactersIsTaken() {
        assertThat(QueryReader.locale("de-aaaaaaaa-bbbbbbbb-cccccccc-ddddd"))
                .isEqualTo("de-aaaaaaaa-bbbbbbbb-cccccccc-ddddd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dateFrom':'2026-03-01','dateTo':'2026-03-02'}",
                "{'interval':'2026-03-01/today'}",
                "{'interval':'2026-03-01/2026-03-02','dateTo':'today'}",
                "{'interval':'PT1H/2026-03-02T22:30:00.123Z'}",
                "{'interval':'PT1H/now'}",
                "{}"
            })
    void aQueryThatIsKnownIsNamedAndSentAsOneThatIsNot(String query) {
        KnownQueries known = new KnownQueries(() -> Instant.EPOCH);
        Function<byte[], KnownQuery> queries = known.of(0, QueryReader::read);
        List<Map<String, Object>> asked = List.of(
                Map.of(),
                Map.of("timeZone", "Europe/Berlin"),
                Map.of("timeZone", "Europe/Berlin", "reportVersion", "7"),
                Map.of("reportVersion", "7"),
                Map.of("reportVersion", "8"),
                Map.of("Prefer", "exact"),
                Map.of());
        for (int minutes : new int[] {0, 1, 60, 120}) {
            now = now.plus(Duration.ofMinutes(minutes));
            for (Map<String, Object> headers : asked) {
                Exchange read = read(query, headers, queries);
                Exchange anew = read(query, headers);

                assertThat(hash(read)).as("%s at %s", headers, now).isEqualTo(hash(anew));
                assertThat(body(read)).isEqualTo(body(anew));
            }
        }
    }

    @Test
    void theLastYearOfFourDigitsIsSent() {
        assertThat(body(read("{'dateFrom':'2026-01-01','dateTo':'9999-12-31T12:00:00Z'}", Map.of())))
                .contains("9999-12-31T12:00:00.000Z");
    }

    @Test
    void aHashThatTheClientBringsIsOverwritten() {
        assertThat(hash("{}", Map.of("GcxQueryHash", "evil"))).isEqualTo(hash("{}", Map.of()));
    }

    private void assertRefused(String body, Map<String, Object> headers, int status, String detail) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(body, headers))
                .withMessageContaining(detail)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(status));
    }

    private String hash(String query, Map<String, Object> headers) {
        return hash(read(query, headers));
    }

    private static String hash(Exchange exchange) {
        return Ask.of(exchange).question().key().split(":")[3];
    }

    private static String locale(Exchange exchange) {
        return Ask.of(exchange).posted().locale();
    }

    private static String body(Exchange exchange) {
        return new String(Ask.of(exchange).posted().body(), StandardCharsets.UTF_8);
    }

    private Exchange read(String query, Map<String, Object> headers) {
        return read(query, headers, QueryReader::read);
    }

    private Exchange read(String query, Map<String, Object> headers, Function<byte[], KnownQuery> queries) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getMessage().setBody(query == null ? null : bytes(query));
        Ask.about(exchange, QUERY, null);
        new QueryReader(READING, Duration.ofSeconds(10), rules::add, () -> now, () -> now, queries).read(exchange);
        return exchange;
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
