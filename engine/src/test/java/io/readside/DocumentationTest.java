package io.readside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages say is so: their Java is compiled somewhere in this build, their links lead somewhere. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TEST_METHOD = Pattern.compile("void ([a-z0-9]+_[a-z0-9_]+)\\(");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z][A-Za-z]+\\.[a-z0-9]+_[a-z0-9_]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> every_java_block_of_a_page_stands_in_code_that_this_build_compiles() throws IOException {
        String sources = files(".java").map(DocumentationTest::squeezed).collect(Collectors.joining("\n"));

        return pages().flatMap(page -> JAVA.matcher(text(page))
                .results()
                .map(block -> DynamicTest.dynamicTest(
                        ROOT.relativize(page) + " at character " + block.start(),
                        () -> assertThat(sources).contains(squeezed(block.group(1))))));
    }

    @Test
    void every_link_of_a_page_leads_to_a_file() throws IOException {
        List<String> dead = pages().flatMap(page -> LINK.matcher(text(page))
                        .results()
                        .map(MatchResult::group)
                        .map(link -> link.replaceAll("\\]\\(([^)#]+).*", "$1"))
                        .filter(target -> !Files.exists(page.resolveSibling(target)))
                        .map(target -> ROOT.relativize(page) + ": " + target))
                .toList();

        if (!dead.isEmpty()) {
            fail("Links that lead nowhere: " + dead);
        }
    }

    @Test
    void every_test_that_a_page_names_exists() throws IOException {
        Set<String> tests = paths(".java")
                .flatMap(file -> TEST_METHOD
                        .matcher(text(file))
                        .results()
                        .map(method -> file.getFileName().toString().replace(".java", ".") + method.group(1)))
                .collect(Collectors.toSet());

        List<String> unknown = pages().flatMap(
                        page -> NAMED_TEST.matcher(text(page)).results().map(named -> named.group(1)))
                .filter(named -> !tests.contains(named))
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void the_first_code_prints_what_the_readme_says() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstSteps.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        String line = printed.toString(StandardCharsets.UTF_8).strip();
        assertThat(line).startsWith("Fresh[value=Optional[OrderSummary[orderId=42");
        assertThat(text(ROOT.resolve("README.md"))).contains("`" + line + "`");
    }

    private static Stream<Path> pages() throws IOException {
        return paths(".md");
    }

    private static Stream<String> files(String ending) throws IOException {
        return paths(ending).map(DocumentationTest::text);
    }

    private static Stream<Path> paths(String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk
                    .filter(path -> path.toString().endsWith(ending))
                    .filter(path -> Stream.of("target", ".git", ".readside", "node_modules")
                            .noneMatch(name -> ROOT.relativize(path).toString().matches("(.*/)?\\Q" + name + "\\E/.*")))
                    .toList()
                    .stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Indentation and empty lines do not count. */
    private static String squeezed(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
