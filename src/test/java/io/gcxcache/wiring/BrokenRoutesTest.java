package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that somebody broke: each is told with its line, by the check, and by the start, which it ends. */
class BrokenRoutesTest {
    private static final DefaultCamelContext GATEWAY = new DefaultCamelContext();

    @TempDir
    Path home;

    private Path routes;

    @BeforeAll
    static void putTogether(@TempDir Path folder) throws Exception {
        ShippedFiles.copyTo(folder);
        GATEWAY.addRoutes(new Alone(settings(folder)));
    }

    @AfterAll
    static void takeApart() throws Exception {
        Bundle.remove(GATEWAY);
        GATEWAY.close();
    }

    @BeforeEach
    void ship() throws IOException {
        routes = Files.createDirectory(home.resolve("routes"));
        ShippedFiles.copyTo(routes);
    }

    /**
     * @param line at which it is told; 0 for the file as a whole
     * @param words of what is told
     */
    private record Broken(String what, String file, byte[] content, int line, String... words) {
        Broken(String what, String file, String content, int line, String... words) {
            this(what, file, content.getBytes(StandardCharsets.UTF_8), line, words);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Broken> broken() {
        return Stream.of(
                own("a tab", "- route:\n    id: a\n\tfrom: x", 3, "is not YAML"),
                step("a misspelt EIP", "- setHaeder: {name: a, constant: b}", "setHaeder", "setHeader"),
                step("a misspelt field", "- setHeader: {nam: a, constant: b}", "nam", "name"),
                own("an indentation that is too deep", "- route:\n    id: a\n      from: {uri: x}", 3, "is not YAML"),
                own(
                        "steps beside the beginning",
                        "- route:\n    id: a\n    from:\n      uri: direct:a\n    steps:\n      - to: log:a",
                        5,
                        "steps"),
                own("garbage", "%&/(\u00a7", 1, "is not YAML"),
                own("an unknown root", "- rout:\n    id: a\n    from: {uri: direct:a}", 1, "rout", "route"),
                step("two expressions", "- setBody: {simple: a, constant: b}", "expression"),
                step("an unknown component", "- to: nope:somewhere", "there is no component nope:"),
                step("an option that is none", "- to: 'log:a?levle=WARN'", "log has no option levle", "level"),
                step(
                        "an option of the wrong type",
                        "- to: 'log:a?groupSize=many'",
                        "groupSize is many, allowed is a whole number"),
                step(
                        "an option that is no flag",
                        "- to: 'log:a?showAll=yes'",
                        "showAll is yes, allowed is true or false"),
                step(
                        "an option that is no constant",
                        "- to: 'log:a?level=LOUD'",
                        "level is LOUD, allowed is one of TRACE"),
                step(
                        "an option beside the endpoint",
                        "- to: {uri: log:a, parameters: {groupInterval: often}}",
                        "groupInterval is often, allowed is"),
                from(
                        "a period that is none",
                        "timer:a?period=abc",
                        "period is abc, allowed is a number of milliseconds"),
                from("a period without its unit", "timer:a?period=5x", "period is 5x", "like 5s"),
                from("a period in two words", "timer:a?period=5 s", "period is 5 s", "like 5s"),
                from("a negative period", "timer:a?period=-5", "period is -5", "like 5s"),
                from(
                        "a count that is none",
                        "timer:a?repeatCount=two",
                        "repeatCount is two, allowed is a whole number"),
                from(
                        "a method that is none",
                        "gcx-http:/own/a?httpMethodRestrict=GTE",
                        "httpMethodRestrict is 'GTE'",
                        "allowed are GET, HEAD, POST"),
                from(
                        "an access that is none",
                        "gcx-http:/own/a?access=all",
                        "access is 'all'",
                        "allowed are anyone, data"),
                step("a delay that is none", "- delay: {constant: soon}", "the delay is soon, allowed is a number of"),
                step(
                        "a constant that is none",
                        "- log: {message: a, loggingLevel: LOUD}",
                        "loggingLevel is LOUD, allowed is one of",
                        "WARN"),
                own(
                        "an id that stands twice in a file",
                        route("same", "direct:a", "- to: log:a") + route("same", "direct:b", "- to: log:b"),
                        7,
                        "route same",
                        "is taken by route same (routes/own.camel.yaml:1)"),
                own(
                        "an id of the gateway's files",
                        route("gcx-fetch-list", "direct:a", "- to: log:a"),
                        1,
                        "is taken by route gcx-fetch-list (routes/fetch.camel.yaml:"),
                own(
                        "an id of the gateway's",
                        route("gcx-ask", "direct:a", "- to: log:a"),
                        1,
                        "is taken by route gcx-ask of the gateway"),
                own(
                        "a parameter that is missing",
                        "- templatedRoute:\n    routeTemplateRef: gcx-target\n    routeId: gcx-tell-a\n"
                                + "    parameters:\n      - {name: name, value: a}",
                        2,
                        "the parameter request of the template gcx-target is missing"),
                own(
                        "a parameter that is not declared",
                        target("- {name: shareable, value: 'true'}"),
                        7,
                        "has no parameter shareable",
                        "shareableOnly"),
                own("a parameter of the wrong type", target("- {name: batch, value: ten}"), 7, "batch is ten"),
                own("a flag that says yes", target("- {name: shareableOnly, value: 'yes'}"), 7, "shareableOnly is yes"),
                own(
                        "a parameter that leads nowhere",
                        "- templatedRoute:\n    routeTemplateRef: gcx-target\n    routeId: gcx-tell-a\n"
                                + "    parameters:\n      - {name: name, value: a}\n"
                                + "      - {name: request, value: direct:gcx-request-aa}",
                        6,
                        "no route begins with direct:gcx-request-aa"),
                own(
                        "a template that is none",
                        "- templatedRoute:\n    routeTemplateRef: gcx-tarjet\n    parameters: []",
                        2,
                        "there is no template gcx-tarjet",
                        "gcx-target"),
                step(
                        "a placeholder that stands for nothing",
                        "- to: 'log:{{gcx.stale.windo}}'",
                        "{{gcx.stale.windo}} stands for nothing",
                        "gcx.stale.window"),
                step(
                        "a placeholder of a secret",
                        "- to: 'log:{{gcx.genesys.client-secret}}'",
                        "{{gcx.genesys.client-secret}} stands for nothing: it is a secret, which no route may have"),
                step("an unknown function", "- setBody: {simple: '${bdy}'}", "cannot be read as Simple", "bdy"),
                step("an unclosed function", "- setBody: {simple: '${body'}", "cannot be read as Simple"),
                step("an unknown function in a log", "- log: '${bdy}'", "cannot be read as Simple", "bdy"),
                step("a bean that is none", "- bean: {ref: gcxLst, method: ask}", "there is no bean gcxLst", "gcxList"),
                step("a method that is none", "- bean: {ref: gcxList, method: aks}", "has no method aks", "ask"),
                step("a bean in Simple", "- setBody: {simple: '${bean:gcxBudgts.mode(\"a\")}'}", "no bean gcxBudgts"),
                step(
                        "a method in Simple",
                        "- setBody: {simple: '${bean:gcxBudgets.mod(\"a\")}'}",
                        "has no method mod;",
                        "mode"),
                step("a bean as an endpoint", "- to: 'bean:gcxList?method=aks'", "has no method aks"),
                step(
                        "a strategy that is none",
                        "- enrich: {constant: direct:gcx-upstream, aggregationStrategy: gcxAnsver}",
                        "there is no bean gcxAnsver",
                        "gcxAnswer"),
                step("a pool that is none", "- threads: {executorService: gcx-wrok}", "gcx-wrok"),
                step("a hop that leads nowhere", "- to: direct:gcx-paages", "no route begins with direct:gcx-paages"),
                step("an enrichment from nowhere", "- enrich: {constant: direct:gcx-upsteam}", "direct:gcx-upsteam"),
                step("a wire tap to nowhere", "- wireTap: {uri: direct:nobody}", "direct:nobody"),
                step("a dynamic hop to nowhere", "- toD: {uri: direct:nobody}", "direct:nobody"),
                own("no steps", "- route:\n    id: a\n    from:\n      uri: direct:a\n", 1, "steps"),
                own("no beginning", "- route:\n    id: a\n", 2, "route a: has no from"),
                own("more than a megabyte", "# " + "x".repeat(1_000_000), 0, "has 1000002 bytes, allowed are 1000000"),
                step(
                        "a wrong type",
                        "- delay: {constant: 10, asyncDelayed: maybe}",
                        "asyncDelayed is maybe, allowed is true or false"),
                own("an empty file", "", 0, "is empty"),
                own("nothing but comments", "# - route:", 0, "says nothing"),
                own("a root that is a mapping", "route:\n  id: a", 1, "is to be a list of routes"),
                own("a root that is a text", "routes", 1, "is to be a list of routes"),
                own("declarations", "lists:\n  a: {path: /api/v2/a}", 1, "lists: declares resources"),
                own(
                        "a beginning that another has",
                        route("a", "direct:gcx-fetch-list", "- to: log:a"),
                        4,
                        "direct:gcx-fetch-list is taken by route gcx-fetch-list (routes/fetch.camel.yaml:"),
                own(
                        "a beginning that the gateway has",
                        route("a", "direct:gcx-ask", "- to: log:a"),
                        4,
                        "direct:gcx-ask is taken by route gcx-ask of the gateway"),
                own(
                        "a cron expression that is none",
                        route("a", "gcx-quartz:a/b?cron=0+0+25+*+*+?", "- to: log:a"),
                        4,
                        "cron is 0 0 25 * * ?"),
                own(
                        "an interval that is none",
                        "- route:\n    id: a\n    from:\n      uri: gcx-quartz:a/b\n"
                                + "      parameters: {trigger.repeatInterval: 15 min}\n      steps:\n        - to: log:a",
                        4,
                        "trigger.repeatInterval is 15 min",
                        "milliseconds"),
                own(
                        "a schedule of the gateway's",
                        route("a", "gcx-quartz:gcx/verify-directories?cron=0+0+1+*+*+?", "- to: log:a"),
                        4,
                        "is taken by route gcx-verify-directories"),
                own(
                        "a name that stands twice",
                        "- route:\n    id: a\n    id: b\n    from: {uri: direct:a, steps: [{to: log:a}]}",
                        3,
                        "id: stands at line 2 already"),
                own(
                        "a path that the gateway serves",
                        route("a", "gcx-http:/gcx/budget?httpMethodRestrict=GET", "- to: log:a"),
                        4,
                        "/gcx/budget is served by route gateway-budget (routes/gateway.camel.yaml:"),
                own(
                        "a path that takes requests from the gateway",
                        route("a", "gcx-http:/gcx/lists/users", "- to: log:a"),
                        4,
                        "/gcx/lists/users takes its requests away from /gcx/lists/{GcxListName}"),
                own("a path that is none", route("a", "gcx-http:/own/{a", "- to: log:a"), 4, "/own/{a"),
                own(
                        "a class that is none",
                        "- beans:\n    - name: mine\n      type: com.example.Nobody",
                        3,
                        "there is no class com.example.Nobody"),
                own(
                        "an error handler that leads nowhere",
                        "- errorHandler:\n    deadLetterChannel:\n      deadLetterUri: direct:nobody",
                        3,
                        "no route begins with direct:nobody"),
                own(
                        "an error handler that is none",
                        "- errorHandler:\n    deadLeterChannel:\n      deadLetterUri: log:a",
                        2,
                        "errorHandler has no deadLeterChannel; the nearest is deadLetterChannel"),
                own(
                        "a failure that is no class",
                        "- onException:\n    exception: [io.gcxcache.Nobody]\n    steps:\n      - to: log:a\n"
                                + route("a", "direct:a", "- to: log:a"),
                        2,
                        "there is no class io.gcxcache.Nobody"),
                own(
                        "a misspelt field of a configuration of routes",
                        "- routeConfiguration:\n    onException:\n      - onException:\n"
                                + "          exeption: [java.io.IOException]\n"
                                + route("a", "direct:a", "- to: log:a"),
                        4,
                        "exeption",
                        "exception"),
                own(
                        "a failure of a configuration of routes that is no class",
                        "- routeConfiguration:\n    onException:\n      - onException:\n"
                                + "          exception: [io.gcxcache.Nobody]\n          steps:\n            - to: log:a\n"
                                + route("a", "direct:a", "- to: log:a"),
                        4,
                        "there is no class io.gcxcache.Nobody"),
                own(
                        "a configuration of routes that is none",
                        "- routeConfiguration:\n    id: mine\n    onCompletion:\n      - onCompletion:\n"
                                + "          steps:\n            - to: log:a\n- route:\n    id: a\n"
                                + "    routeConfigurationId: mime\n    from:\n      uri: direct:a\n      steps:\n"
                                + "        - to: log:a\n",
                        9,
                        "there is no routeConfiguration mime; the nearest is mine"),
                new Broken(
                        "another encoding",
                        "own.camel.yaml",
                        "# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1),
                        0,
                        "is not encoded in UTF-8"),
                new Broken("another ending", "own.yaml", "[]", 0, "is not read: its name ends in neither"),
                new Broken("a short ending", "own.camel.yml", "[]", 0, "is not read"),
                new Broken("capitals", "OWN.CAMEL.YAML", "[]", 0, "is not read"),
                new Broken("a kamelet", "own.kamelet.yaml", "[]", 0, "is not read"),
                new Broken(
                        "a fetch route that is missing",
                        "own.resources.yaml",
                        "lists:\n  own:\n    path: /api/v2/own\n    fetch: direct:nobody",
                        4,
                        "lists.own.fetch: no route begins with direct:nobody"),
                new Broken(
                        "a key of another",
                        "own.resources.yaml",
                        "lists:\n  own:\n    path: /api/v2/own\n    key: gcx:list:users",
                        4,
                        "lists.own.key"),
                new Broken(
                        "a path of another",
                        "own.resources.yaml",
                        "lists:\n  own:\n    path: /api/v2/users",
                        3,
                        "lists.own.path"),
                resource("a TTL that is too small", "ttl: 0", "lists.own.ttl"),
                resource("a TTL that is negative", "ttl: -5", "lists.own.ttl"),
                resource("a TTL in words", "ttl: 10 min", "lists.own.ttl"),
                resource("a property twice", "path: /api/v2/other", "lists.own.path: stands at line 3 already"),
                resource("no entries on a page", "pageSize: 0", "lists.own.pageSize"),
                resource("too many entries on a page", "pageSize: 1000000", "lists.own.pageSize"),
                new Broken(
                        "a key without its placeholder",
                        "own.resources.yaml",
                        "lists:\n  own:\n    path: /api/v2/own/{ownId}\n    key: gcx:own",
                        4,
                        "lists.own.key"),
                new Broken("an empty name", "own.resources.yaml", "lists:\n  \"\":\n    path: /api/v2/own", 2, "lists"),
                new Broken(
                        "a name with a slash", "own.resources.yaml", "lists:\n  a/b:\n    path: /api/v2/own", 2, "a/b"),
                new Broken("a list of declarations", "own.resources.yaml", "- own", 1, "is to be a mapping"),
                resource("another flag that says yes", "shareable: yes", "lists.own.shareable"));
    }

    private static Broken resource(String what, String property, String word) {
        return new Broken(
                what, "own.resources.yaml", "lists:\n  own:\n    path: /api/v2/own\n    " + property, 4, word);
    }

    private static Broken own(String what, String content, int line, String... words) {
        return new Broken(what, "own.camel.yaml", content, line, words);
    }

    /** In the line 7, behind a step that is good. */
    private static Broken step(String what, String step, String... words) {
        return own(what, route("own", "direct:own", "- setBody: {constant: a}\n        " + step), 7, words);
    }

    private static Broken from(String what, String from, String... words) {
        return own(what, route("own", from, "- to: log:a"), 4, words);
    }

    private static String route(String id, String from, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: \"" + from + "\"\n      steps:\n        " + steps
                + "\n";
    }

    private static String target(String parameter) {
        return "- templatedRoute:\n    routeTemplateRef: gcx-target\n    routeId: gcx-tell-a\n    parameters:\n"
                + "      - {name: name, value: a}\n      - {name: request, value: log:a}\n      " + parameter;
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isTold(Broken broken) throws Exception {
        Files.write(routes.resolve(broken.file()), broken.content());

        List<String> faults = new Check(settings(), context -> {}).findings().faults();

        String place = "routes/" + broken.file() + (broken.line() == 0 ? ": " : ":" + broken.line() + ": ");
        assertThat(faults).singleElement().asString().startsWith(place).contains(broken.words());
        assertThatThrownBy(this::start).hasMessage(String.join("\n", faults));
        if (broken.file().endsWith(".camel.yaml")) {
            assertThatThrownBy(this::edit)
                    .hasMessageStartingWith(place)
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void everythingIsToldAtOnceByFileAndLine() throws Exception {
        Files.writeString(
                routes.resolve("b.camel.yaml"), route("b", "direct:b", "- to: nope:a\n        - bean: {ref: no}"));
        Files.writeString(routes.resolve("a.camel.yaml"), "route:");
        Files.writeString(routes.resolve("c.resources.yaml"), "lists:\n  c: {path: /api/v2/c, tll: 1}");
        Files.writeString(routes.resolve("d.yml"), "");

        assertThat(new Check(settings(), context -> {}).findings().faults())
                .map(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactly(
                        "routes/c.resources.yaml:2",
                        "routes/a.camel.yaml:1",
                        "routes/b.camel.yaml:6",
                        "routes/b.camel.yaml:7",
                        "routes/d.yml");
    }

    @Test
    void aFileOfTheGatewayDoesNotReachRoutesOfTheUser() throws Exception {
        Files.writeString(routes.resolve("own.camel.yaml"), route("own", "direct:own", "- to: log:own"));
        Path shipped = routes.resolve("schedules.camel.yaml");
        Files.writeString(shipped, Files.readString(shipped).replace("direct:gcx-directory?", "direct:own?"));

        assertThat(new Check(settings(), context -> {}).findings().faults())
                .singleElement()
                .asString()
                .startsWith("routes/schedules.camel.yaml:")
                .endsWith("step warm-up-directory: no route begins with direct:own;"
                        + " from a file of the gateway it is gcx-own:direct:own");

        Files.writeString(shipped, Files.readString(shipped).replace("direct:own?block=false", "gcx-own:direct:own"));
        assertThat(new Check(settings(), context -> {}).findings().faults()).isEmpty();
    }

    @Test
    void valuesOfPlaceholdersAreNotTold() throws Exception {
        Files.writeString(
                routes.resolve("own.camel.yaml"),
                route(
                        "own",
                        "gcx-quartz:own?cron={{own.secret}}",
                        "- to: 'direct:{{own.secret}}'\n"
                                + "        - to: 'log:a?groupSize={{own.secret}}'\n        - to: 'nope:{{own.secret}}'\n"
                                + "        - setBody: {simple: '${{{own.secret}}}'}"));

        List<String> faults = new Check(settings(), context -> context.getPropertiesComponent()
                        .addInitialProperty("own.secret", "hush-hush"))
                .findings()
                .faults();

        assertThat(faults).hasSize(5).noneMatch(fault -> fault.contains("hush"));
        assertThat(faults.get(1)).contains("no route begins with direct:{{own.secret}}");
    }

    @Test
    void aFileThatCannotBeReadIsTold() throws Exception {
        Files.createDirectory(routes.resolve("own.camel.yaml"));

        assertThat(new Check(settings(), context -> {}).findings().faults())
                .singleElement()
                .asString()
                .isEqualTo("routes/own.camel.yaml: is no file");
        assertThatThrownBy(this::start).hasMessageStartingWith("routes/own.camel.yaml: is no file");
    }

    @Test
    void filesInAFolderBesideAreTold() throws Exception {
        Files.writeString(Files.createDirectory(routes.resolve("more")).resolve("own.camel.yaml"), "");

        assertThat(new Check(settings(), context -> {}).findings().faults())
                .containsExactly("routes/more: is not read: it is a folder; files lie beside the others");
        assertThatThrownBy(this::start).hasMessageStartingWith("routes/more: is not read");
    }

    static Stream<Arguments> good() {
        String handler = "- errorHandler:\n    deadLetterChannel:\n      deadLetterUri: log:a\n"
                + "- onException:\n    exception: [java.io.IOException]\n    handled: {constant: \"true\"}\n"
                + "    steps:\n      - to: log:a\n";
        return Stream.of(
                Arguments.of("own.camel.yaml", "\uFEFF" + route("a", "direct:a", "- to: log:a")),
                Arguments.of("own.camel.yaml", "- from:\n    uri: direct:a\n    steps:\n      - to: log:a"),
                Arguments.of("own.camel.yaml", handler + route("a", "direct:a", "- to: log:a")),
                Arguments.of(
                        "own.camel.yaml",
                        "- routeConfiguration:\n    id: mine-1\n    onException:\n      - onException:\n"
                                + "          exception: [java.io.IOException]\n"
                                + "          steps:\n            - to: log:a\n"
                                + route("a", "direct:a", "- to: log:a")
                                        .replace("    from", "    routeConfigurationId: \"mine-*\"\n    from")),
                Arguments.of(
                        "own.camel.yaml",
                        "- beans:\n    - {name: mine, type: java.util.ArrayList}\n"
                                + route(
                                        "a",
                                        "direct:a",
                                        "- bean: {ref: mine, method: size}\n"
                                                + "        - setBody: {simple: \"${bean:mine.size}\"}\n"
                                                + "        - to: bean:mine?method=size\n"
                                                + "        - process: {ref: mine}\n"
                                                + "        - enrich: {constant: direct:gcx-upstream, aggregationStrategy: mine}")),
                Arguments.of(
                        "own.camel.yaml",
                        "- routeTemplate:\n    id: mine\n    parameters: [{name: a}, {name: b, defaultValue: log:b}]\n"
                                + "    from:\n      uri: \"direct:own-{{a}}\"\n      steps:\n        - to: \"{{b}}\"\n"
                                + "- templatedRoute:\n    routeTemplateRef: mine\n    routeId: mine-1\n"
                                + "    parameters: [{name: a, value: first}]\n"
                                + route("a", "direct:a", "- to: direct:own-first")),
                Arguments.of(
                        "own.camel.yaml",
                        route("a", "gcx-http:/own/{a}?httpMethodRestrict=GET", "- to: log:a")
                                + route("b", "gcx-http:/own/b?httpMethodRestrict=GET", "- to: log:a")
                                + route("c", "gcx-http:/own/{c}?httpMethodRestrict=POST", "- to: log:a")
                                + route("d", "gcx-http:/api/v2/own/{d}", "- to: log:a")),
                Arguments.of(
                        "own.camel.yaml",
                        route(
                                "a",
                                "timer:a?period={{own.period:1000}}",
                                "- toD: 'log:${header.a}'\n"
                                        + "        - to: 'direct:nobody?failIfNoConsumers=false'\n"
                                        + "        - to: {uri: log:a, parameters: {level: \"{{own.level:INFO}}\"}}\n"
                                        + "        - choice:\n            when:\n"
                                        + "              - {simple: \"${header.a} == 'b'\", steps: [{log: \"${body}\"}]}\n"
                                        + "            otherwise: {steps: [{stop: {}}]}")),
                Arguments.of(
                        "own.camel.yaml",
                        route(
                                "a",
                                "timer:a?period=1m30s&delay=-1&repeatCount=0&fixedRate=TRUE&exchangePattern=inonly",
                                "- delay: {constant: 5}\n        - to: 'log:a?level=info&groupSize=10&marker=RAW(a+b)'")),
                Arguments.of("own.camel.yaml", route("a", "direct:a", "- to: &b log:b\n        - to: *b")),
                Arguments.of(
                        "own.camel.yaml",
                        route(
                                "a",
                                "direct:a",
                                "- enrich: {constant: direct:gcx-upstream,"
                                        + " aggregationStrategy: \"#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy\"}")),
                Arguments.of(".own.camel.yaml", "%&"),
                Arguments.of("own.camel.yaml~", "%&"),
                Arguments.of("#own.camel.yaml#", "%&"),
                Arguments.of("README.md", "%&"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatCamelTakesIsTaken(String file, String content) throws Exception {
        Files.writeString(routes.resolve(file), content);

        assertThat(new Check(settings(), context -> {}).findings().faults()).isEmpty();
        assertThatCode(this::start).doesNotThrowAnyException();
        assertThatCode(this::edit).doesNotThrowAnyException();
    }

    /** Each block that is a file; those of one name are parts of it, and others stand by themselves. */
    @Test
    void allRecipesAreTaken() throws Exception {
        Matcher blocks = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(Path.of("docs/recipes.md")));
        int recipes = 0;
        while (blocks.find()) {
            String block = blocks.group(1);
            boolean isRoutes = block.startsWith("- ") || block.contains("\n- ");
            boolean isPartOfShipped = block.startsWith("# of ") || block.startsWith(" ");
            if (!isPartOfShipped) {
                recipes++;
                String name = "recipe-" + recipes + (isRoutes ? ".camel.yaml" : ".resources.yaml");
                Files.writeString(routes.resolve(name), block);
            }
        }

        assertThat(recipes).isGreaterThanOrEqualTo(7);
        // Some show another side of what is declared elsewhere.
        assertThat(new Check(settings(), context -> {}).findings().faults())
                .allMatch(fault -> fault.contains("is declared already"));
        assertThatCode(this::edit).doesNotThrowAnyException();
    }

    @Test
    void whatIsShippedIsAsItIsToBe() throws Exception {
        assertThat(new Check(settings(), context -> {}).findings().faults()).isEmpty();
    }

    /** As an edit beside a gateway with the shipped files. */
    private void edit() throws Exception {
        RouteFiles.refuseFaults(routes, RouteFiles.own(RouteFiles.contents(routes)), GATEWAY, true);
    }

    private void start() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new Alone(settings()));
        }
    }

    private Settings settings() {
        return settings(routes);
    }

    private static Settings settings(Path routes) {
        return Settings.of(
                Map.of(
                        "gcx.genesys.client-id", "x",
                        "gcx.genesys.client-secret", "y",
                        "gcx.routes.dir", routes.toString()),
                Map.of());
    }
}
