package io.gcxcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.gcxcache.upstream.BarePath;
import io.gcxcache.upstream.Write;

/** Which room may use which: dependencies run one way. */
@AnalyzeClasses(packages = "io.gcxcache", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("io.gcxcache")
            .layer("standalone")
            .definedBy("io.gcxcache.standalone")
            .layer("wiring")
            .definedBy("io.gcxcache.wiring")
            .layer("routes")
            .definedBy("io.gcxcache.routes")
            .layer("settings")
            .definedBy("io.gcxcache.settings")
            .layer("http")
            .definedBy("io.gcxcache.http")
            .layer("api")
            .definedBy("io.gcxcache.api")
            .layer("through")
            .definedBy("io.gcxcache.through")
            .layer("consumer")
            .definedBy("io.gcxcache.consumer")
            .layer("list")
            .definedBy("io.gcxcache.list")
            .layer("report")
            .definedBy("io.gcxcache.report")
            .layer("ask")
            .definedBy("io.gcxcache.ask")
            .layer("paging")
            .definedBy("io.gcxcache.paging")
            .layer("upstream")
            .definedBy("io.gcxcache.upstream")
            .layer("budget")
            .definedBy("io.gcxcache.budget")
            .layer("cluster")
            .definedBy("io.gcxcache.cluster")
            .layer("cdn")
            .definedBy("io.gcxcache.cdn")
            .layer("change")
            .definedBy("io.gcxcache.change")
            .layer("context")
            .definedBy("io.gcxcache.context")
            .layer("metrics")
            .definedBy("io.gcxcache.metrics")
            .layer("audit")
            .definedBy("io.gcxcache.audit")
            .layer("tier")
            .definedBy("io.gcxcache.tier")
            .layer("disk")
            .definedBy("io.gcxcache.disk")
            .layer("catalogue")
            .definedBy("io.gcxcache.catalogue")
            .layer("cache")
            .definedBy("io.gcxcache.cache")
            .layer("problem")
            .definedBy("io.gcxcache.problem")
            .layer("json")
            .definedBy("io.gcxcache.json")
            .layer("simulator")
            .definedBy("io.gcxcache.simulator")
            .ensureAllClassesAreContainedInArchitecture()
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("standalone")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("wiring")
            .mayOnlyBeAccessedByLayers("root", "standalone")
            .whereLayer("routes")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("root", "standalone", "wiring", "routes")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("standalone", "wiring", "routes", "settings")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("through")
            .mayOnlyBeAccessedByLayers("wiring", "http")
            .whereLayer("consumer")
            .mayOnlyBeAccessedByLayers("standalone", "wiring", "settings", "http", "api", "through")
            .whereLayer("list")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("wiring", "settings")
            .whereLayer("ask")
            .mayOnlyBeAccessedByLayers("wiring", "http", "api", "list", "report")
            .whereLayer("paging")
            .mayOnlyBeAccessedByLayers("wiring", "api", "list", "ask")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("wiring", "settings", "through", "consumer", "api", "report", "ask", "paging")
            .whereLayer("budget")
            .mayOnlyBeAccessedByLayers("wiring", "settings", "http", "api", "report", "ask", "paging", "upstream")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("wiring", "settings")
            .whereLayer("cdn")
            .mayOnlyBeAccessedByLayers("wiring", "routes", "settings")
            .whereLayer("change")
            .mayOnlyBeAccessedByLayers("root", "wiring", "http", "ask", "cdn")
            .whereLayer("context")
            .mayOnlyBeAccessedByLayers(
                    "wiring",
                    "http",
                    "through",
                    "api",
                    "list",
                    "report",
                    "ask",
                    "paging",
                    "upstream",
                    "budget",
                    "cluster",
                    "cdn",
                    "change")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers(
                    "wiring",
                    "settings",
                    "http",
                    "through",
                    "consumer",
                    "report",
                    "ask",
                    "paging",
                    "upstream",
                    "budget",
                    "cluster",
                    "cdn",
                    "change",
                    "context")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers(
                    "standalone",
                    "wiring",
                    "through",
                    "ask",
                    "upstream",
                    "budget",
                    "cluster",
                    "cdn",
                    "change",
                    "context")
            .whereLayer("tier")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("disk")
            .mayOnlyBeAccessedByLayers("wiring", "tier", "audit", "change")
            .whereLayer("catalogue")
            .mayOnlyBeAccessedByLayers("root", "wiring", "routes", "settings", "api", "list", "report", "ask")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers(
                    "wiring",
                    "settings",
                    "api",
                    "list",
                    "report",
                    "ask",
                    "paging",
                    "catalogue",
                    "cluster",
                    "cdn",
                    "tier",
                    "change",
                    "metrics")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("json")
            .mayNotAccessAnyLayer()
            .whereLayer("simulator")
            .mayOnlyBeAccessedByLayers("standalone");

    @ArchTest
    static final ArchRule noTwoRoomsKnowEachOther =
            SlicesRuleDefinition.slices().matching("io.gcxcache.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatIsBelowRoutesKnowsNeitherCamelNorVertx = noClasses()
            .that()
            .resideInAnyPackage("io.gcxcache.problem", "io.gcxcache.json", "io.gcxcache.cache", "io.gcxcache.catalogue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.vertx..");

    @ArchTest
    static final ArchRule settingsAreReadWithoutCamel = noClasses()
            .that()
            .resideInAPackage("io.gcxcache.settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.vertx..");

    @ArchTest
    static final ArchRule onlyTheProgramKnowsItsCommandLineAndCamelMain = noClasses()
            .that()
            .resideOutsideOfPackage("io.gcxcache.standalone")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.apache.camel.main..");

    @ArchTest
    static final ArchRule onlyTheRoomsThatSpeakToOthersByThemselvesKnowVertx = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.gcxcache.http",
                    "io.gcxcache.through",
                    "io.gcxcache.cluster",
                    "io.gcxcache.cdn",
                    "io.gcxcache.simulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule onlyReplicasKnowRedis = noClasses()
            .that()
            .resideOutsideOfPackage("io.gcxcache.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..");

    @ArchTest
    static final ArchRule whoMayAskKnowsOfUpstreamOnlyWhatACallIs = noClasses()
            .that()
            .resideInAPackage("io.gcxcache.consumer")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.gcxcache.upstream")
                    .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(Write.class)
                            .or(JavaClass.Predicates.equivalentTo(BarePath.class)))));

    @ArchTest
    static final ArchRule onlyWhatRemembersKnowsCaffeine = noClasses()
            .that()
            .resideOutsideOfPackages("io.gcxcache.cache", "io.gcxcache.consumer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule onlySchedulesKnowQuartz = noClasses()
            .that()
            .resideOutsideOfPackages("io.gcxcache.catalogue", "io.gcxcache.routes", "io.gcxcache.wiring")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quartz..");

    @ArchTest
    static final ArchRule onlyWhoMayAskKnowsJwt = noClasses()
            .that()
            .resideOutsideOfPackage("io.gcxcache.consumer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule everyClassIsFinalUnlessItIsAnInterface = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .should()
            .haveModifier(JavaModifier.FINAL);
}
