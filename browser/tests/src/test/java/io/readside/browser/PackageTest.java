package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The folder of the webjar, which is also what npm packs. */
@Tag("debian")
@ExtendWith(Chromium.class)
class PackageTest {

    private static final Pattern EXPORTED =
            Pattern.compile("^export (?:async )?(?:function|class|const) (\\w+)", Pattern.MULTILINE);
    private static final Pattern CLIENT = Pattern.compile("export interface Readside \\{(.*?)\n\\}", Pattern.DOTALL);
    private static final Pattern ROWS =
            Pattern.compile("export interface OptimisticRows<R> \\{(.*?)\n\\}", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile("^  (\\w+)(?:<[^(]*>)?\\(", Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("\"(?:\\./)?(readside[.a-z]+)\"");

    @Test
    void the_types_declare_what_the_module_exports_and_nothing_else() throws IOException {
        assertThat(names(EXPORTED, file("readside.d.ts")))
                .isEqualTo(names(EXPORTED, file("readside.js")))
                .isEqualTo(Set.of("readside", "ReadsideError"));
    }

    @Test
    void the_types_declare_the_methods_that_there_are(Tab tab) throws IOException {
        String types = file("readside.d.ts");

        Object client = tab.run("return Object.keys(readside('orders'))");
        Object rows = tab.run("return Object.keys(readside('orders').optimisticRows({ key: (row) => row.id }))");

        assertThat(names(METHOD, only(CLIENT, types))).isEqualTo(new TreeSet<>((List<?>) client));
        assertThat(names(METHOD, only(ROWS, types))).isEqualTo(new TreeSet<>((List<?>) rows));
    }

    @Test
    void the_npm_package_has_the_version_of_the_build_and_the_files_that_it_names() throws IOException {
        String npm = file("package.json");

        assertThat(npm).contains("\"version\": \"" + System.getProperty("readside.version") + "\"");
        assertThat(names(FILE, npm)).containsExactly("readside.d.ts", "readside.js");
        for (String named : names(FILE, npm)) {
            assertThat(file(named)).isNotEmpty();
        }
        assertThat(file("LICENSE")).contains("Apache License");
    }

    @Test
    void the_module_depends_on_nothing() throws IOException {
        assertThat(file("readside.js")).doesNotContainPattern("\\bimport\\b");
        assertThat(file("package.json")).doesNotContain("ependencies");
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String only(Pattern pattern, String text) {
        List<MatchResult> all = pattern.matcher(text).results().toList();
        assertThat(all).hasSize(1);
        return all.get(0).group(1);
    }

    private static String file(String name) throws IOException {
        String resource = "META-INF/resources/webjars/readside/" + name;
        try (InputStream file = PackageTest.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(file, resource).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
