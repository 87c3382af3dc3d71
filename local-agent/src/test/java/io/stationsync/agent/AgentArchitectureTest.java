package io.stationsync.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.stationsync", importOptions = DoNotIncludeTests.class)
class AgentArchitectureTest {

    @ArchTest
    static final ArchRule AGENT_AND_CENTER_NEVER_SEE_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("io.stationsync.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.stationsync.center..")
            .allowEmptyShould(true)
            .because("they meet in topics only; put what both must agree on into shared-model");

    @ArchTest
    static final ArchRule SPRING_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideInAPackage("io.stationsync.agent..")
            .and()
            .haveSimpleNameNotEndingWith("Configuration")
            .and()
            .haveSimpleNameNotEndingWith("Properties")
            .and()
            .haveSimpleNameNotEndingWith("Controller")
            .and()
            .haveSimpleNameNotEndingWith("Application")
            .and()
            // Of the jar: starts a context of its own for the settings.
            .haveSimpleNameNotEndingWith("Command")
            .and()
            .haveSimpleNameNotEndingWith("Doctor")
            .and()
            .haveSimpleNameNotEndingWith("Health")
            .and()
            .haveSimpleNameNotEndingWith("Repository")
            .and()
            .doNotHaveSimpleName("QuarantinedChange")
            .and()
            .doNotHaveSimpleName("TablePolicy")
            .and()
            // Spring's expression language without a context: used as a library.
            .doNotHaveSimpleName("RowExpression")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("what the product is about must be testable without a context; wire it in a *Configuration");

    @ArchTest
    static final ArchRule NOTHING_IS_CALLED_AFTER_NOTHING = noClasses()
            .that()
            .resideInAPackage("io.stationsync.agent..")
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .because("such a name says nothing; name the class after what it knows or does");
}
