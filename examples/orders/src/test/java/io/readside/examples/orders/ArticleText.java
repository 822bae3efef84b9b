package io.readside.examples.orders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/** The article that the product implements: our verbatim pieces of it, and the whole if it lies beside the repository. */
final class ArticleText {

    static final List<String> PIECES =
            List.of("order_daily_totals.sql", "gate.sql", "reconcile.sql", "read-your-writes.http", "smoke.sh");

    private ArticleText() {}

    static String piece(String name) throws IOException {
        return new ClassPathResource("article/" + name).getContentAsString(StandardCharsets.UTF_8);
    }

    /** {@code shared/seed} beside any of the folders that this one lies in. */
    static Optional<String> whole() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path seed = folder.resolve("shared").resolve("seed");
            if (Files.isDirectory(seed)) {
                try (Stream<Path> files = Files.list(seed)) {
                    StringBuilder whole = new StringBuilder();
                    for (Path file : files.sorted().toList()) {
                        whole.append(Files.readString(file)).append('\n');
                    }
                    return Optional.of(whole.toString());
                }
            }
        }
        return Optional.empty();
    }
}
