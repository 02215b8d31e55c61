package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.LogCapture;
import io.gcxcache.MutableClock;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of files that somebody edits while the gateway runs. */
class EditsTest {
    private static final String ONE = "lists:\n  one: {path: /api/v2/one}\n";

    @TempDir
    Path home;

    private final MutableClock clock = new MutableClock();
    private final List<Edits.Difference> told = new ArrayList<>();
    private final Routes routes = new Routes();
    private final List<String> noMore = new ArrayList<>();
    private Path folder;
    private LiveCatalogue catalogue;
    private Edits edits;

    @BeforeEach
    void startWithOne() throws IOException {
        folder = Files.createDirectory(home.resolve("routes"));
        Files.writeString(folder.resolve("a.resources.yaml"), ONE);
        Files.writeString(folder.resolve("cdn.camel.yaml"), "- route: {}\n");
        start(RouteFiles.contents(folder));
    }

    private void start(SortedMap<String, ByteBuffer> contents) {
        catalogue = new LiveCatalogue(read(RouteFiles.resources(folder, contents), endpoint -> Optional.empty()));
        edits = new Edits(
                folder,
                contents,
                EditsTest::read,
                routes,
                catalogue,
                (difference, declarations) -> {
                    told.add(difference);
                    declarations.stream().map(Declaration::where).forEach(noMore::add);
                },
                clock);
    }

    private static Catalogue read(List<ResourceFile> files, Function<String, Optional<String>> missing) {
        return Catalogue.of(files, List.of(), DeclaredResources.DEFAULTS, missing);
    }

    /** Routes that begin with what their files say, and are refused if one says so. */
    private static final class Routes implements Edits.Routes {
        private final List<String> happened = new ArrayList<>();
        private String refused;

        @Override
        public Edits.Next made(SortedMap<String, ByteBuffer> files) {
            if (refused != null) {
                throw new SettingException(refused);
            }
            String text = files.values().stream()
                    .map(file -> new String(file.array(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining());
            happened.add("made of " + files.keySet());
            return next(endpoint -> text.contains(endpoint), "taken over", "dropped");
        }

        @Override
        public List<String> refusals(SortedMap<String, ByteBuffer> shipped) {
            return List.of();
        }

        @Override
        public Edits.Next asTheyAre() {
            return next(endpoint -> !endpoint.equals("direct:nowhere"), null, null);
        }

        private Edits.Next next(Predicate<String> begins, String taken, String dropped) {
            return new Edits.Next() {
                @Override
                public Optional<String> missing(String endpoint) {
                    return endpoint.startsWith("direct:gcx-") || begins.test(endpoint)
                            ? Optional.empty()
                            : Optional.of("no route begins with " + endpoint);
                }

                @Override
                public void takeOver(Runnable together) {
                    Optional.ofNullable(taken).ifPresent(happened::add);
                    together.run();
                }

                @Override
                public void drop() {
                    Optional.ofNullable(dropped).ifPresent(happened::add);
                }
            };
        }
    }

    @Test
    void whatTwoLooksFindTheSameHolds() throws IOException {
        Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");

        edits.look();
        assertThat(names()).containsExactly("lists.one");
        edits.look();

        assertThat(names()).containsExactly("lists.one", "lists.two");
        assertThat(told).containsExactly(new Edits.Difference(List.of("lists.two"), List.of(), List.of(), List.of()));
        assertThat(noMore).isEmpty();
        assertThat(edits.state()).isEqualTo(new Edits.State(2, clock.instant().getEpochSecond(), null, null));
    }

    @Test
    void whatIsAwayWhileAFileIsNotReadIsNotTakenForGone() throws IOException {
        Files.move(folder.resolve("a.resources.yaml"), folder.resolve("a.yml"));
        Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");

        try (LogCapture log = LogCapture.attach()) {
            for (int i = 0; i < 4; i++) {
                edits.look();
            }

            assertThat(log.lines())
                    .containsExactly(
                            "Edited and not applied, what was declared before goes on: routes/a.yml: is not read:"
                                    + " its name ends in neither .resources.yaml nor .camel.yaml");
        }
        assertThat(names()).containsExactly("lists.one");
        assertThat(edits.state().notApplied()).singleElement().asString().startsWith("routes/a.yml: is not read");

        Files.move(folder.resolve("a.yml"), folder.resolve("a.resources.yaml"));
        edits.look();
        edits.look();

        assertThat(names()).containsExactly("lists.one", "lists.two");
        assertThat(edits.state().notApplied()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1.1, 1.10", "1e1, 10.0"})
    void aTextOfARouteThatIsAnEqualNumberHoldsToo(String before, String after) throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), "- constant: " + before);
        edits.look();
        edits.look();

        Files.writeString(folder.resolve("own.camel.yaml"), "- constant: " + after);
        edits.look();
        edits.look();

        assertThat(told).hasSize(2);
    }

    @Test
    void whatIsStillBeingWrittenIsNotJudged() throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            for (String half : List.of("lis", "lists:\n  two: {pa", "lists:\n  two: {path: /api/v2/t")) {
                Files.writeString(folder.resolve("b.resources.yaml"), half);
                edits.look();
            }
            Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");
            edits.look();
            edits.look();

            assertThat(log.lines()).isEmpty();
        }
        assertThat(names()).contains("lists.two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl: 77                        | changed",
                "tags: [x]                      | changed",
                "pageSize: 7                    | changed",
                "staleWindow: 7                 | changed"
            })
    void whatMeansSomethingElseIsTold(String property, String what) throws IOException {
        save("a.resources.yaml", "lists:\n  one:\n    path: /api/v2/one\n    " + property + '\n');

        assertThat(told.get(0).details()).containsOnlyKeys(what);
        assertThat(noMore).containsExactly("lists.one");
    }

    @Test
    void anotherSpellingExchangesNothing() throws IOException {
        Catalogue before = catalogue.current();

        save("a.resources.yaml", "# new\nlists:\n  # and here\n  \"one\":\n    path: '/api/v2/one'\n");
        Files.move(folder.resolve("a.resources.yaml"), folder.resolve("z.resources.yaml"));
        look();
        Files.setLastModifiedTime(folder.resolve("z.resources.yaml"), FileTime.from(Instant.EPOCH));
        look();

        assertThat(catalogue.current()).isSameAs(before);
        assertThat(told).isEmpty();
        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, null, null));
    }

    @Test
    void whatIsDeclaredNoMoreIsTold() throws IOException {
        save("b.resources.yaml", "lists:\n  two: {path: /api/v2/two}\n");
        Files.delete(folder.resolve("a.resources.yaml"));
        look();

        assertThat(names()).containsExactly("lists.two");
        assertThat(noMore).containsExactly("lists.one");
    }

    @Test
    void whatIsWrongChangesNothingAndIsToldOnceUntilItIsMended() throws IOException {
        Catalogue before = catalogue.current();
        String place = "routes/a.resources.yaml:3: lists.one.tll: is no property of lists; the nearest one is ttl";

        try (LogCapture log = LogCapture.attach()) {
            save("a.resources.yaml", "lists:\n  one: {path: /api/v2/one,\n    tll: 7}\n");
            look();

            assertThat(log.lines()).singleElement().asString().contains("not applied", place);
        }
        assertThat(catalogue.current()).isSameAs(before);
        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, List.of(place), null));

        save("a.resources.yaml", ONE);
        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, null, null));
    }

    @Test
    void whatNobodyFetchesIsRefusedWithItsLine() throws IOException {
        save("a.resources.yaml", "lists:\n  one:\n    path: /api/v2/one\n    fetch: direct:nowhere\n");

        assertThat(edits.state().notApplied())
                .containsExactly("routes/a.resources.yaml:4: lists.one.fetch: no route begins with direct:nowhere");
    }

    @Test
    void aFolderThatIsAwayChangesNothing() throws IOException {
        Path away = home.resolve("away");
        Files.move(folder, away);
        look();
        assertThat(edits.state().notApplied())
                .singleElement()
                .asString()
                .contains("gcx.routes.dir", "allowed is a folder");

        Files.writeString(folder, "a file");
        look();
        assertThat(names()).containsExactly("lists.one");

        Files.delete(folder);
        Files.move(away, folder);
        look();
        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, null, null));
        assertThat(told).isEmpty();
    }

    /** Whoever may read everything is not kept out by permissions, but by a folder that leads to itself. */
    @Test
    void aFolderThatCannotBeReadChangesNothingAndIsToldWithItsReason() throws IOException {
        Path away = home.resolve("away");
        Files.move(folder, away);
        Files.createSymbolicLink(folder, folder);
        look();

        assertThat(edits.state().notApplied())
                .containsExactly("gcx.routes.dir is " + folder + " (FileSystemException), allowed is a folder with"
                        + " *.resources.yaml and *.camel.yaml files");
        assertThat(names()).containsExactly("lists.one");

        Files.delete(folder);
        Files.move(away, folder);
        look();
        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, null, null));
    }

    @Test
    void whatIsEditedWhileTheGatewayStartsHoldsWhenItHasStarted() throws IOException {
        SortedMap<String, ByteBuffer> before = RouteFiles.contents(folder);
        Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");

        start(before);
        look();

        assertThat(names()).containsExactly("lists.one", "lists.two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own.yaml", "own.resources.yml", "OWN.RESOURCES.YAML", "own.kamelet.yaml"})
    void aFileThatIsNotReadIsToldUntilItIsGoneAndKeepsNoOtherEditBack(String name) throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            save(name, "lists:\n  two: {path: /api/v2/two}\n");

            assertThat(log.lines()).singleElement().asString().contains("routes/" + name + ": is not read");
        }
        assertThat(edits.state().notApplied())
                .containsExactly(
                        "routes/" + name + ": is not read: its name ends in neither .resources.yaml nor .camel.yaml");

        save("b.resources.yaml", "lists:\n  two: {path: /api/v2/two}\n");
        assertThat(names()).contains("lists.two");
        assertThat(edits.state().notApplied()).hasSize(1);

        Files.delete(folder.resolve(name));
        look();
        assertThat(edits.state().notApplied()).isNull();
    }

    @Test
    void aFileThatIsNotReadAndWasThereAtTheStartIsNoEdit() throws IOException {
        Files.writeString(folder.resolve("own.yaml"), "");
        start(RouteFiles.contents(folder));
        look();

        assertThat(edits.state().notApplied()).isNull();
    }

    @Test
    void aFileThatBecameAFolderIsNamed() throws IOException {
        Files.delete(folder.resolve("a.resources.yaml"));
        save("b.resources.yaml", ONE);
        Files.createDirectory(folder.resolve("a.resources.yaml"));
        look();

        assertThat(edits.state().notApplied()).containsExactly("routes/a.resources.yaml: is no file");
        assertThat(names()).containsExactly("lists.one");
    }

    @Test
    void theFolderThatKubernetesExchangesIsTakenUp() throws IOException {
        Files.delete(folder.resolve("a.resources.yaml"));
        version("..1", ONE);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("a.resources.yaml"), Path.of("..data", "a.resources.yaml"));
        look();
        assertThat(told).isEmpty();

        version("..2", "lists:\n  two: {path: /api/v2/two}\n");
        Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..2"));
        Files.move(
                folder.resolve("..tmp"),
                folder.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        look();

        assertThat(names()).containsExactly("lists.two");
    }

    @Test
    void aClockThatGoesBackHidesNoEdit() throws IOException {
        clock.advance(Duration.ofHours(-2));
        Path file = Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        look();

        assertThat(names()).containsExactly("lists.one", "lists.two");
    }

    @Test
    void whatEditorsLayBesideAFileIsNone() throws IOException {
        for (String beside :
                List.of(".a.resources.yaml.swp", "#a.resources.yaml#", ".#a.resources.yaml", "a.resources.yaml~")) {
            Files.writeString(folder.resolve(beside), "lists: {half");
        }
        look();

        assertThat(edits.state()).isEqualTo(new Edits.State(1, null, null, null));
    }

    @Test
    void anEditedFileOfTheGatewaysRoutesIsToldToNeedARestartUntilItIsAsBefore() throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            save("cdn.camel.yaml", "- route: {id: other}\n");
            save("fetch.camel.yaml", "- route: {id: new}\n");

            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("next start: routes/cdn.camel.yaml, routes/fetch.camel.yaml");
        }
        assertThat(edits.state().needRestart()).containsExactly("routes/cdn.camel.yaml", "routes/fetch.camel.yaml");

        save("cdn.camel.yaml", "- route: {}\n");
        Files.delete(folder.resolve("fetch.camel.yaml"));
        look();
        assertThat(edits.state().needRestart()).isNull();
    }

    @Test
    void editedRoutesOfTheUserTakeThePlaceOfThoseBefore() throws IOException {
        save("own.camel.yaml", "- route: {from: {uri: direct:own}}\n");

        assertThat(routes.happened).containsExactly("made of [own.camel.yaml]", "taken over");
        assertThat(told)
                .containsExactly(new Edits.Difference(List.of(), List.of(), List.of(), List.of("own.camel.yaml")));
        assertThat(edits.state().needRestart()).isNull();

        Files.delete(folder.resolve("own.camel.yaml"));
        look();
        assertThat(routes.happened).endsWith("made of []", "taken over");
    }

    @Test
    void commentsInRoutesExchangeNothing() throws IOException {
        save("own.camel.yaml", "- route: {from: {uri: direct:own}}\n");
        save("own.camel.yaml", "# mine\n- route:\n    from:\n      uri: direct:own # here\n");

        assertThat(routes.happened).containsExactly("made of [own.camel.yaml]", "taken over");
        assertThat(told).hasSize(1);
    }

    @Test
    void aDeclarationAndTheRouteThatFetchesItCountTogether() throws IOException {
        Files.writeString(
                folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two, fetch: direct:own}\n");
        save("own.camel.yaml", "- route: {from: {uri: direct:own}}\n");

        assertThat(names()).contains("lists.two");
        assertThat(edits.state().notApplied()).isNull();
    }

    @Test
    void routesWithoutWhichADeclarationCannotBeFetchedAreDropped() throws IOException {
        aDeclarationAndTheRouteThatFetchesItCountTogether();
        save("own.camel.yaml", "- route: {from: {uri: direct:other}}\n");

        assertThat(routes.happened).endsWith("made of [own.camel.yaml]", "dropped");
        assertThat(edits.state().notApplied())
                .singleElement()
                .asString()
                .contains("routes/b.resources.yaml:2", "no route begins with direct:own");
    }

    @Test
    void refusedRoutesLeaveDeclarationsAsTheyWere() throws IOException {
        routes.refused = "routes/own.camel.yaml:1: one\nroutes/own.camel.yaml:2: two";
        Files.writeString(folder.resolve("b.resources.yaml"), "lists:\n  two: {path: /api/v2/two}\n");
        save("own.camel.yaml", "- broken\n");

        assertThat(edits.state().notApplied())
                .containsExactly("routes/own.camel.yaml:1: one", "routes/own.camel.yaml:2: two");
        assertThat(names()).containsExactly("lists.one");

        routes.refused = null;
        save("own.camel.yaml", "- mended\n");
        assertThat(edits.state().notApplied()).isNull();
        assertThat(names()).contains("lists.two");
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws IOException {
        save("b.resources.yaml", "#".repeat(9 << 20));

        assertThat(edits.state().notApplied())
                .singleElement()
                .asString()
                .startsWith("routes/b.resources.yaml")
                .contains("bytes");
    }

    private void version(String name, String content) throws IOException {
        Files.write(
                Files.createDirectory(folder.resolve(name)).resolve("a.resources.yaml"),
                content.getBytes(StandardCharsets.UTF_8));
    }

    private void save(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        look();
    }

    private void look() {
        edits.look();
        edits.look();
    }

    private List<String> names() {
        return catalogue.current().all().stream()
                .map(resource -> resource.declaration().where())
                .toList();
    }
}
