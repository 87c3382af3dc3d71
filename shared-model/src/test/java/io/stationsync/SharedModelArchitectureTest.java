package io.stationsync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.stationsync", importOptions = DoNotIncludeTests.class)
class SharedModelArchitectureTest {

    @ArchTest
    static final ArchRule THE_MODEL_IS_PLAIN_JAVA = classes()
            .that()
            .resideInAPackage("io.stationsync.model")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.stationsync.model")
            .because("the words of the domain must outlive every library; put adapters into wire, capture or database");

    @ArchTest
    static final ArchRule CAPTURE_WIRE_AND_DATABASE_KNOW_ONLY_THE_MODEL = noClasses()
            .that()
            .resideInAnyPackage("io.stationsync.capture", "io.stationsync.wire", "io.stationsync.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.stationsync.transport..",
                    "io.stationsync.engine..",
                    "io.stationsync.boot..",
                    "io.stationsync.setup..")
            .because("they are the ground floor; what combines them belongs into transport or one of the two services");

    @ArchTest
    static final ArchRule SPRING_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("io.stationsync.api", "io.stationsync.boot", "io.stationsync.setup")
            .and()
            .haveSimpleNameNotEndingWith("Configuration")
            .and()
            .haveSimpleNameNotEndingWith("Repository")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("the core must be usable in a test without a context; wire it in boot or in a *Configuration");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE = slices().matching("io.stationsync.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a circle means that a concept lives in the wrong package; move it to the lower one");
}
