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
import io.gcxcache.upstream.BarePath;
import io.gcxcache.upstream.Write;

/** Which room may use which: dependencies run one way. */
@AnalyzeClasses(packages = "io.gcxcache", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("top")
            .definedBy("io.gcxcache")
            .layer("http")
            .definedBy("..http..")
            .layer("api")
            .definedBy("..api..")
            .layer("through")
            .definedBy("..through..")
            .layer("consumer")
            .definedBy("..consumer..")
            .layer("list")
            .definedBy("..list..")
            .layer("report")
            .definedBy("..report..")
            .layer("ask")
            .definedBy("..ask..")
            .layer("paging")
            .definedBy("..paging..")
            .layer("upstream")
            .definedBy("..upstream..")
            .layer("budget")
            .definedBy("..budget..")
            .layer("cdn")
            .definedBy("..cdn..")
            .layer("change")
            .definedBy("..change..")
            .layer("context")
            .definedBy("..context..")
            .layer("metrics")
            .definedBy("..metrics..")
            .layer("audit")
            .definedBy("..audit..")
            .layer("catalogue")
            .definedBy("..catalogue..")
            .layer("cache")
            .definedBy("io.gcxcache.cache")
            .layer("problem")
            .definedBy("..problem..")
            .layer("json")
            .definedBy("..json..")
            .layer("simulator")
            .definedBy("..simulator..")
            .whereLayer("top")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("through")
            .mayOnlyBeAccessedByLayers("top", "http")
            .whereLayer("consumer")
            .mayOnlyBeAccessedByLayers("top", "http", "api", "through")
            .whereLayer("list")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("ask")
            .mayOnlyBeAccessedByLayers("top", "http", "api", "list", "report")
            .whereLayer("paging")
            .mayOnlyBeAccessedByLayers("top", "api", "list", "ask")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("paging", "top", "http", "through", "consumer", "api", "list", "report", "ask")
            .whereLayer("budget")
            .mayOnlyBeAccessedByLayers("paging", "top", "http", "api", "report", "ask", "upstream")
            .whereLayer("cdn")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("change")
            .mayOnlyBeAccessedByLayers("top", "http", "ask", "cdn")
            .whereLayer("context")
            .mayOnlyBeAccessedByLayers(
                    "paging",
                    "top",
                    "http",
                    "through",
                    "api",
                    "list",
                    "report",
                    "ask",
                    "upstream",
                    "budget",
                    "cdn",
                    "change")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers(
                    "top",
                    "http",
                    "through",
                    "consumer",
                    "report",
                    "ask",
                    "upstream",
                    "budget",
                    "cdn",
                    "change",
                    "context")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("top", "through", "ask", "upstream", "budget", "cdn", "change", "context")
            .whereLayer("catalogue")
            .mayOnlyBeAccessedByLayers("top", "api", "list", "report", "ask")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers(
                    "paging",
                    "top",
                    "api",
                    "list",
                    "report",
                    "ask",
                    "upstream",
                    "catalogue",
                    "cdn",
                    "change",
                    "metrics")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("json")
            .mayNotAccessAnyLayer()
            .whereLayer("simulator")
            .mayOnlyBeAccessedByLayers("top");

    @ArchTest
    static final ArchRule whatIsBelowRoutesKnowsNeitherCamelNorVertx = noClasses()
            .that()
            .resideInAnyPackage("io.gcxcache.problem", "io.gcxcache.json", "io.gcxcache.cache", "io.gcxcache.catalogue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.vertx..");

    @ArchTest
    static final ArchRule onlyTheRoomsThatSpeakHttpByThemselvesKnowVertx = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.gcxcache.http", "io.gcxcache.through", "io.gcxcache.cdn", "io.gcxcache.simulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

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
