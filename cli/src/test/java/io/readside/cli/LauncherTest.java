package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository of its own, with a Maven and a Java that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @TempDir
    private Path folder;

    private Path root;
    private Path javaHome;
    private Path maven;

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void repository() throws IOException {
        root = Files.createDirectories(folder.resolve("a repository"));
        for (String module : List.of("engine", "adapters/postgres", "cli", "examples/orders")) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Path launcher = Path.of("..", "readside").toAbsolutePath().normalize();
        Files.copy(launcher, root.resolve("readside"), StandardCopyOption.COPY_ATTRIBUTES);
        maven = script("bin/mvn", """
                echo "maven in $PWD: $*"
                echo build >>"%s/builds"
                module=$(printf '%%s\\n' "$@" | sed -n '/^-pl$/{n;p;}')
                mkdir -p "$module/target"
                sleep 1
                echo jar >"$module/target/x-1.jar"
                echo jar >"$module/target/x-1-tests.jar"
                """.formatted(folder));
        javaHome = jdk("jdk 17", "17.0.1");
    }

    private Path jdk(String name, String version) throws IOException {
        script(name + "/bin/java", "echo \"java $*\"; exit 3\n");
        script(name + "/bin/javac", "exit 0\n");
        Files.writeString(folder.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return folder.resolve(name);
    }

    private Path script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private Process start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("PATH", maven.getParent() + ":/usr/bin:/bin");
        environment.remove("JAVA_OPTS");
        return builder.start();
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    private long builds() throws IOException {
        return Files.exists(folder.resolve("builds"))
                ? Files.readAllLines(folder.resolve("builds")).size()
                : 0;
    }

    @Test
    void the_first_start_builds_and_passes_arguments_and_exit_code_on() throws Exception {
        Ended first = end(start(root.resolve("readside"), "status", "--url", "with space"));
        Ended second = end(start(root.resolve("readside"), "status"));

        assertThat(first.exitCode()).isEqualTo(3);
        assertThat(first.out())
                .startsWith("java ")
                .endsWith("-jar " + root + "/cli/target/x-1.jar status --url with space\n")
                .hasLineCount(1);
        assertThat(first.err()).contains("building cli", "maven in " + root + ":", "-pl cli -am");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void the_demo_is_the_example_without_its_first_word() throws Exception {
        Ended demo = end(start(root.resolve("readside"), "demo", "--port", "0"));

        assertThat(demo.out()).endsWith("-jar " + root + "/examples/orders/target/x-1.jar --port 0\n");
    }

    @Test
    void links_lead_to_the_repository() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a repository/readside"));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("another link"), link);

        assertThat(end(start(linkToLink, "lag")).out()).contains(root + "/cli/target/x-1.jar lag");
    }

    @Test
    void newer_sources_are_built_again() throws Exception {
        end(start(root.resolve("readside"), "lag"));
        Path source = Files.writeString(root.resolve("engine/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));

        end(start(root.resolve("readside"), "lag"));

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void two_first_starts_at_once_build_once() throws Exception {
        Process one = start(root.resolve("readside"), "lag");
        Process other = start(root.resolve("readside"), "lag");

        assertThat(end(one).exitCode()).isEqualTo(3);
        assertThat(end(other).exitCode()).isEqualTo(3);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_java_that_is_too_old_or_missing_is_said() throws Exception {
        end(start(root.resolve("readside"), "lag"));
        javaHome = jdk("jdk 11", "11.0.2");
        script("bin/java", "echo 'openjdk version \"1.8.0_1\"' >&2\n");

        Ended ended = end(start(root.resolve("readside"), "lag"));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("no JDK 17 or newer", "jdk 11/bin/java (11)", "bin/java (1)", "JAVA_HOME");
    }

    @Test
    void a_failed_build_is_an_error_on_stderr() throws Exception {
        script("bin/mvn", "echo broken; exit 1\n");

        Ended ended = end(start(root.resolve("readside"), "lag"));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("broken", "the build failed");
    }
}
