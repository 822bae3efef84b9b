package io.readside.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors show of the properties, and what the documentation says of them. */
class PropertiesMetadataTest {

    private static final Path DOCS = Path.of("..", "docs", "spring.md");
    private static final Pattern ROW = Pattern.compile("^\\| `(readside\\.[^`]+)` \\| `?([^`|]*?)`? \\| (.+) \\|$");

    private record Property(String name, String standard, String description) {}

    private static List<Property> properties() throws IOException {
        try (InputStream json = Objects.requireNonNull(
                ReadsideProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            JsonNode all = JsonMapper.shared().readTree(json).path("properties");
            return StreamSupport.stream(all.spliterator(), false)
                    .map(one -> new Property(
                            one.path("name").asString(""),
                            one.path("defaultValue").asString(""),
                            one.path("description").asString("")))
                    .toList();
        }
    }

    private static List<Property> documented() throws IOException {
        return Files.readString(DOCS)
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Property(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    @Test
    void every_property_has_a_default_and_a_description_for_editors() throws IOException {
        assertThat(properties())
                .hasSizeGreaterThan(15)
                .allSatisfy(property -> assertThat(property.name()).startsWith("readside."))
                .allSatisfy(property ->
                        assertThat(property.standard()).as(property.name()).isNotBlank())
                .allSatisfy(property ->
                        assertThat(property.description()).as(property.name()).isNotBlank());
    }

    @Test
    void the_documentation_has_every_property_with_its_default_and_no_other() throws IOException {
        assertThat(documented())
                .extracting(Property::name, Property::standard)
                .containsExactlyInAnyOrderElementsOf(properties().stream()
                        .map(property -> tuple(property.name(), property.standard()))
                        .toList());
    }
}
