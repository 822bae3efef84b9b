package io.readside;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.readside.readstore.Applier;
import io.readside.readstore.Generations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms, in the order in which data flows, and what each may know. Every rule is seen to catch a planted offender. */
class ArchitectureTest {

    /** All but the root, which knows all. */
    private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

    static {
        ROOMS.put("event", Set.of());
        ROOMS.put("eventlog", Set.of("event"));
        ROOMS.put("command", Set.of("event", "eventlog"));
        ROOMS.put("subscription", Set.of("event", "eventlog"));
        ROOMS.put("projection", Set.of("event"));
        ROOMS.put("readstore", Set.of("event", "projection"));
        ROOMS.put("worker", Set.of("event", "eventlog", "subscription", "projection", "readstore"));
        ROOMS.put("consistency", Set.of("event", "eventlog", "projection", "readstore"));
        ROOMS.put("reconcile", Set.of("event", "eventlog", "subscription", "projection", "readstore", "worker"));
        ROOMS.put(
                "rebuild",
                Set.of("event", "eventlog", "subscription", "projection", "readstore", "worker", "reconcile"));
        ROOMS.put("monitor", Set.of("event", "eventlog", "projection", "readstore"));
        ROOMS.put("memory", Set.of("event", "eventlog", "projection", "readstore"));
    }

    private static final String ENGINE = "io.readside";
    private static final String PLANTED = "io.readside.planted";

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of("rooms know only those that the table lists", "planted.event.KnowsTheWorker"),
                Arguments.of("every package is a room", "planted.somewhere.SomeManager"),
                Arguments.of("no cycles", "planted.worker"),
                Arguments.of("no SQL", "planted.event.SpeaksSql"),
                Arguments.of("only the worker applies", "planted.monitor.Applies"),
                Arguments.of("only the root opens generations", "planted.monitor.Opens"),
                Arguments.of("no ambient clock or randomness", "planted.event.LooksAtTheClock"),
                Arguments.of("no ambient clock or randomness", "planted.event.DrawsALot"),
                Arguments.of("every package is null-marked", "planted.event"),
                Arguments.of("names say what a class is", "planted.somewhere.SomeManager"),
                Arguments.of("only event.Json knows Jackson", "planted.event.ShowsJackson"),
                Arguments.of("Jackson is in no signature", "planted.event.ShowsJackson"));
    }

    private static ArchRule rule(String name, String root) {
        String rooted = root + ".";
        return switch (name) {
            case "rooms know only those that the table lists" -> classes().should(knowOnlyWhatTheTableLists(root));
            case "every package is a room" -> classes().should(standInARoom(root));
            case "no cycles" -> slices().matching(rooted + "(*)..").should().beFreeOfCycles();
            case "no SQL" -> noClasses().should().dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."));
            case "only the worker applies" ->
                noClasses()
                        .that()
                        .resideOutsideOfPackage(rooted + "worker..")
                        .should()
                        .accessTargetWhere(member(Applier.class, ".*"));
            case "only the root opens generations" ->
                noClasses()
                        .that()
                        .resideOutsideOfPackage(root)
                        .should()
                        .accessTargetWhere(member(Generations.class, "open"));
            case "no ambient clock or randomness" ->
                noClasses().that().resideOutsideOfPackage(root).should().accessTargetWhere(ambient());
            case "every package is null-marked" -> classes().should(standInANullMarkedPackage());
            case "names say what a class is" ->
                noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)|.*[.$]Base[A-Z]\\w*");
            case "only event.Json knows Jackson" ->
                noClasses()
                        .that()
                        .haveNameNotMatching(".*\\.event\\.Json(\\$.*)?")
                        .should()
                        .dependOnClassesThat(jackson());
            case "Jackson is in no signature" -> methods().should(showNoJackson());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static final JavaClasses ENGINE_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ENGINE);

    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages(PLANTED);

    @ParameterizedTest
    @MethodSource("rules")
    void the_engine_keeps_every_rule(String name, String offender) {
        rule(name, ENGINE).check(ENGINE_CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void every_rule_catches_its_planted_offender(String name, String offender) {
        String report =
                rule(name, PLANTED).evaluate(PLANTED_CLASSES).getFailureReport().toString();

        assertThat(report).contains(offender);
    }

    @Test
    void every_room_of_the_table_exists() {
        Set<String> found = ENGINE_CLASSES.stream()
                .map(type -> room(type, ENGINE))
                .filter(room -> !room.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found).isEqualTo(new TreeSet<>(ROOMS.keySet()));
    }

    @Test
    void the_package_documentation_tells_the_same_order() throws IOException {
        String text = Files.readString(Path.of("src/main/java/io/readside/package-info.java"))
                .replaceAll("\\s*\\n \\*\\s*", " ");
        Map<String, Set<String>> told = new LinkedHashMap<>();

        Matcher item = Pattern.compile("(?s)(?:<li[^>]*>|Beside them stands )\\{@code (\\w+)}(.*?)(?=<li|</ol>|$)")
                .matcher(text);
        while (item.find()) {
            Matcher knows = Pattern.compile("knows ([a-z, ]+)").matcher(item.group(2));
            told.put(item.group(1), knows.find() ? names(knows.group(1)) : Set.of());
        }

        assertThat(told).containsExactlyEntriesOf(ROOMS);
    }

    @Test
    void the_page_on_the_architecture_tells_the_same_order() throws IOException {
        Path page = Path.of("../docs/architecture.md");
        assumeThat(page).exists();
        Map<String, Set<String>> told = new LinkedHashMap<>();

        Matcher line = Pattern.compile("(?m)^\\| [0-9–]+ \\| (\\w+) \\|[^|]*\\| ([^|]*) \\|$")
                .matcher(Files.readString(page));
        while (line.find()) {
            told.put(line.group(1), names(line.group(2)));
        }

        assertThat(told).containsExactlyEntriesOf(ROOMS);
    }

    private static Set<String> names(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(ROOMS::containsKey)
                .collect(Collectors.toSet());
    }

    /** Empty for the root and for what is none of ours. */
    private static String room(JavaClass type, String root) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).replaceFirst("\\..*", "") : "";
    }

    private static ArchCondition<JavaClass> knowOnlyWhatTheTableLists(String root) {
        return new ArchCondition<>("know only what the table lists") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = room(type, root);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass();
                    String to = room(target, root);
                    boolean toRoot = target.getPackageName().equals(root);
                    boolean known = to.equals(from)
                            || ROOMS.getOrDefault(from, Set.of()).contains(to);
                    if (!from.isEmpty() && (toRoot || (!to.isEmpty() && !known))) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> standInARoom(String root) {
        return new ArchCondition<>("stand in a room of the table") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String room = room(type, root);
                if (!room.isEmpty() && !ROOMS.containsKey(room)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " stands in no room"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a null-marked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }

    private static DescribedPredicate<JavaClass> jackson() {
        return resideInAnyPackage("tools.jackson..", "com.fasterxml..");
    }

    private static ArchCondition<JavaMethod> showNoJackson() {
        return new ArchCondition<>("show no Jackson") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean shows = Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .anyMatch(jackson());
                boolean hidden = Stream.of(method, method.getOwner())
                        .anyMatch(owner -> owner.getModifiers().contains(JavaModifier.PRIVATE));
                if (shows && !hidden) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                }
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> member(Class<?> owner, String name) {
        return describe(
                owner.getSimpleName() + " " + name,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getName().matches(name));
    }

    private static DescribedPredicate<JavaAccess<?>> ambient() {
        List<Pattern> ambient = Stream.of(
                        "java\\.time\\.\\w+\\.now\\(.*",
                        "java\\.time\\.(Clock|InstantSource)\\.(system|tick)\\w*\\(.*",
                        "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(.*",
                        "java\\.util\\.UUID\\.randomUUID\\(.*",
                        "java\\.lang\\.(Strict)?Math\\.random\\(.*",
                        "java\\.util\\.concurrent\\.ThreadLocalRandom\\..*",
                        Pattern.quote(Random.class.getName()) + "\\.<init>\\(\\)",
                        "java\\.util\\.SplittableRandom\\.<init>\\(\\)",
                        "java\\.security\\.SecureRandom\\..*")
                .map(Pattern::compile)
                .toList();
        return describe(
                "an ambient clock or randomness",
                access -> ambient.stream()
                        .anyMatch(pattern -> pattern.matcher(access.getTarget().getFullName())
                                .matches()));
    }
}
