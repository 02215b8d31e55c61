package io.gcxcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
            .layer("directory")
            .definedBy("..directory..")
            .layer("report")
            .definedBy("..report..")
            .layer("resource")
            .definedBy("..resource..")
            .layer("upstream")
            .definedBy("..upstream..")
            .layer("metrics")
            .definedBy("..metrics..")
            .layer("audit")
            .definedBy("..audit..")
            .layer("cdn")
            .definedBy("..cdn..")
            .layer("cache")
            .definedBy("io.gcxcache.cache")
            .layer("simulator")
            .definedBy("..simulator..")
            .whereLayer("top")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("top")
            .whereLayer("directory")
            .mayOnlyBeAccessedByLayers("top", "http")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("top", "http")
            .whereLayer("resource")
            .mayOnlyBeAccessedByLayers("top", "http", "directory", "report")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("top", "http", "directory", "report", "resource")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("top", "http", "directory", "report", "resource", "upstream", "cdn")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("top", "http", "directory", "report", "resource", "upstream", "cdn")
            .whereLayer("cdn")
            .mayOnlyBeAccessedByLayers("top", "http", "directory", "report", "resource", "upstream")
            .whereLayer("simulator")
            .mayOnlyBeAccessedByLayers("top");

    @ArchTest
    static final ArchRule theCacheKnowsNeitherCamelNorVertx = noClasses()
            .that()
            .resideInAPackage("io.gcxcache.cache")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.vertx..");

    @ArchTest
    static final ArchRule onlyTheRoomsThatSpeakHttpByThemselvesKnowVertx = noClasses()
            .that()
            .resideOutsideOfPackages("io.gcxcache.http", "io.gcxcache.cdn", "io.gcxcache.simulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

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
