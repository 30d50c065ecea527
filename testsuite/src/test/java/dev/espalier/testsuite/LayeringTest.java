package dev.espalier.testsuite;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludePackageInfos;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The module graph of the design, {@code compiler <- grammars <- runtime <- testsuite, examples},
 * and what each module may use. Classes are those on this module's class path; the examples, on
 * which nothing depends, are covered through their sources and their pom.
 */
class LayeringTest {

  /** Every module, with the modules that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "compiler", Set.of(),
          "grammars", Set.of("compiler"),
          "runtime", Set.of("compiler", "grammars"),
          "testsuite", Set.of("compiler", "grammars", "runtime"),
          "examples", Set.of("compiler", "grammars", "runtime"));

  /** What the compiler may use of the network classes of the JDK: those that work on text alone. */
  private static final Set<String> NETWORK_NAMES =
      Set.of("java.net.URI", "java.net.URISyntaxException", "java.net.URLDecoder");

  /** The operation of brics that has no budget, and its global switches. */
  private static final Set<String> BRICS_FORBIDDEN =
      Set.of("determinize", "setMinimization", "setMinimizeAlways", "setAllowMutate");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .withImportOption(new DoNotIncludePackageInfos())
          // What JMH generates from benchmarks is not ours.
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("dev.espalier");

  /** The sources of every module, by the name of the module. */
  private static final Map<String, Set<String>> PACKAGES = packages();

  @Test
  void theModulesAreOnTheClassPath() {
    for (String module : List.of("compiler", "runtime", "testsuite")) {
      assertTrue(
          CLASSES.stream().anyMatch(resideInAPackage("dev.espalier." + module + "..")),
          () -> "no class of " + module + " on the class path: these rules would say nothing");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiler", "grammars", "runtime", "testsuite"})
  void noArrowRunsBack(String module) {
    noClasses()
        .that()
        .resideInAPackage("dev.espalier." + module + "..")
        .should()
        .dependOnClassesThat(
            describe(
                "are of a module that " + module + " may not use",
                used -> {
                  String owner = moduleOf(used);
                  return !owner.isEmpty()
                      && !owner.equals(module)
                      && !MAY_USE.getOrDefault(module, Set.of()).contains(owner);
                }))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theCompilerUsesFewLibraries() {
    classes()
        .that()
        .resideInAPackage("dev.espalier.compiler..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.espalier.compiler..",
                "java..",
                "org.jspecify.annotations",
                "tools.jackson..",
                "org.antlr..",
                "org.stringtemplate.v4", // in the interface of the antlr4 tool
                "dk.brics.automaton",
                "com.ibm.icu.."))
        .check(CLASSES);
  }

  /** Schemas and grammars come from strangers: none may open a connection or start a program. */
  @Test
  void theCompilerOpensNoConnection() {
    noClasses()
        .that()
        .resideInAPackage("dev.espalier.compiler..")
        .should()
        .dependOnClassesThat(
            describe(
                "reach the network or start programs",
                used ->
                    (used.getPackageName().startsWith("java.net")
                            && !NETWORK_NAMES.contains(used.getName()))
                        || used.getName().matches("java\\.nio\\.channels\\..*Socket.*")
                        || used.isEquivalentTo(ProcessBuilder.class)
                        || used.isEquivalentTo(Process.class)))
        .check(CLASSES);
  }

  @Test
  void bricsNeverDeterminisesAndItsStaticsAreLeftAlone() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "are forbidden operations of brics",
                (JavaMethodCall call) ->
                    call.getTargetOwner().getPackageName().equals("dk.brics.automaton")
                        && BRICS_FORBIDDEN.contains(call.getName())))
        .check(CLASSES);
  }

  @Test
  void nothingMutableIsStatic() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("two users of the library in one process must not see each other")
        .check(CLASSES);
  }

  @Test
  void noPackageIsSplitOverModules() {
    Map<String, String> owners = new TreeMap<>();
    PACKAGES.forEach((module, packages) -> {
      for (String name : packages) {
        assertTrue(
            (name + ".").startsWith("dev.espalier." + module + "."),
            () -> module + " holds the foreign package " + name);
        assertEquals(module, owners.merge(name, module, (a, b) -> a + ", " + b), name);
      }
    });
  }

  @Test
  void everyPackageStatesItsLawAndIsNullMarked() throws IOException {
    for (Map.Entry<String, Set<String>> module : PACKAGES.entrySet()) {
      for (String name : module.getValue()) {
        Path info = sources(module.getKey()).resolve(name.replace('.', '/') + "/package-info.java");
        assertTrue(Files.exists(info), () -> name + " has no package-info.java");
        String text = Files.readString(info);
        assertTrue(text.contains("@NullMarked"), () -> name + " is not @NullMarked");
        assertTrue(text.startsWith("/**"), () -> name + " does not say what it holds");
      }
    }
  }

  @Test
  void thePomsFollowTheArrows() throws IOException {
    Pattern dependency =
        Pattern.compile(
            "<dependency>\\s*<groupId>dev\\.espalier</groupId>\\s*"
                + "<artifactId>espalier-([a-z]+)</artifactId>");
    for (Map.Entry<String, Set<String>> module : MAY_USE.entrySet()) {
      Set<String> used = new TreeSet<>();
      Matcher matcher =
          dependency.matcher(Files.readString(root().resolve(module.getKey()).resolve("pom.xml")));
      while (matcher.find()) {
        used.add(matcher.group(1));
      }
      assertTrue(
          module.getValue().containsAll(used),
          () -> module.getKey() + " may use " + module.getValue() + " but its pom names " + used);
      assertEquals(module.getValue().isEmpty(), used.isEmpty(), module.getKey());
    }
  }

  /** The module that owns a class, by its package; empty for a class that is not ours. */
  private static String moduleOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.", 4);
    boolean ours = parts.length >= 3 && parts[0].equals("dev") && parts[1].equals("espalier");
    return ours ? parts[2] : "";
  }

  /** The top of the project: tests start in their module's folder. */
  private static Path root() {
    Path root = Path.of("").toAbsolutePath().getParent();
    assertNotNull(root, "tests start in their module's folder");
    return root;
  }

  private static Path sources(String module) {
    return root().resolve(module).resolve("src/main/java");
  }

  private static Map<String, Set<String>> packages() {
    Map<String, Set<String>> packages = new TreeMap<>();
    for (String module : MAY_USE.keySet()) {
      Path top = sources(module);
      Set<String> names = packages.computeIfAbsent(module, key -> new TreeSet<>());
      try (Stream<Path> files = Files.walk(top)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(file -> top.relativize(file.getParent()).toString())
            .forEach(folder -> names.add(folder.replace('/', '.').replace('\\', '.')));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      assertTrue(!names.isEmpty(), () -> "no sources under " + top);
    }
    return packages;
  }
}
