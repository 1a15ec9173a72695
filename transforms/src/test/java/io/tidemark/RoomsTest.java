package io.tidemark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of rooms true for this module. */
class RoomsTest {
  private static final String ROOT = "io.tidemark";
  private static final Path SOURCES = Path.of("src/main/java/io/tidemark");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final DescribedPredicate<JavaClass> FOREIGN =
      not(resideInAPackage(ROOT + "..")).as("classes that are not ours");

  static Stream<String> rooms() {
    return CLASSES.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(ROOT + "."))
        .map(name -> name.substring(ROOT.length() + 1).split("\\.", 2)[0])
        .distinct()
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomUsesItselfAndModelAndExpressionAlone(String room) {
    String[] allowed =
        switch (room) {
          case "model" -> new String[] {within("model")};
          case "expression" -> new String[] {within("expression"), within("model")};
          default -> new String[] {within(room), within("expression"), within("model")};
        };

    classes()
        .that()
        .resideInAPackage(within(room))
        .should(onlyDependOnClassesThat(FOREIGN.or(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  @Test
  void theRoomsAreThoseOfTheTable() {
    List<String> table =
        List.of(
            "aggregate", "decode", "enrich", "expression", "model", "quality", "time", "window");

    List<String> found = rooms().toList();

    assertEquals(table, found);
  }

  @Test
  void onlyTheWindowRoomAssignsWindows() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("window"))
        .should()
        .callMethodWhere(target(owner(assignableTo(Window.class))))
        .check(CLASSES);
  }

  @Test
  void nothingKnowsConnectorsRunnersOptionsOrYaml() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam.sdk.io..",
            "org.apache.beam.sdk.options..",
            "org.apache.beam.runners..",
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.apache.iceberg..",
            "org.postgresql..",
            "java.sql..",
            "org.snakeyaml..",
            "org.yaml..")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    List<Path> silent;
    try (Stream<Path> folders = Files.walk(SOURCES)) {
      silent =
          folders
              .filter(Files::isDirectory)
              .filter(folder -> !folder.equals(SOURCES))
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
    }

    assertEquals(List.of(), silent);
  }

  private static String within(String room) {
    return ROOT + "." + room + "..";
  }
}
