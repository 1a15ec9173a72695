package io.tidemark;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The rooms of this module, and the arrows between them. */
class RoomsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tidemark");

  @Test
  void everyArrowPointsToTheRight() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("Main")
        .definedBy("io.tidemark")
        .layer("cli")
        .definedBy("io.tidemark.cli")
        .layer("run")
        .definedBy("io.tidemark.run")
        .layer("report")
        .definedBy("io.tidemark.report")
        .layer("graph")
        .definedBy("io.tidemark.graph")
        .layer("source")
        .definedBy("io.tidemark.source")
        .layer("sink")
        .definedBy("io.tidemark.sink")
        .layer("spec")
        .definedBy("io.tidemark.spec")
        .whereLayer("Main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("Main")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("graph")
        .mayOnlyBeAccessedByLayers("cli", "run", "report")
        .whereLayer("source")
        .mayOnlyBeAccessedByLayers("cli", "run", "report", "graph")
        .whereLayer("sink")
        .mayOnlyBeAccessedByLayers("cli", "run", "report", "graph")
        .check(CLASSES);
  }

  @Test
  void transformsKnowNothingOfTheApplication() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            "io.tidemark.model",
            "io.tidemark.decode",
            "io.tidemark.time",
            "io.tidemark.quality",
            "io.tidemark.enrich",
            "io.tidemark.window",
            "io.tidemark.aggregate",
            "io.tidemark.expression")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark",
            "io.tidemark.cli",
            "io.tidemark.run",
            "io.tidemark.report",
            "io.tidemark.graph",
            "io.tidemark.source",
            "io.tidemark.sink",
            "io.tidemark.spec")
        .check(CLASSES);
  }

  @Test
  void onlyTheGraphComposesTransforms() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            "io.tidemark.cli", "io.tidemark.run", "io.tidemark.report", "io.tidemark.sink")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.time",
            "io.tidemark.quality",
            "io.tidemark.enrich",
            "io.tidemark.window",
            "io.tidemark.aggregate")
        .check(CLASSES);
  }
}
