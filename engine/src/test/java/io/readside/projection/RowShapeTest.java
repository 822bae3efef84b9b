package io.readside.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowShapeTest {

    /** As any team may have of its own. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Nullable {}

    enum Colour {
        RED
    }

    record Everything(
            String text,
            Colour colour,
            boolean yes,
            Short small,
            int whole,
            Long large,
            float real,
            Double precise,
            BigDecimal exact,
            BigInteger huge,
            UUID id,
            Instant moment,
            LocalDate day,
            List<String> list,
            Map<String, Integer> map,
            Other other) {}

    record Other(String name) {}

    @Test
    void each_component_becomes_a_column_of_its_type() {
        assertThat(RowShape.of(Everything.class, List.of()).columns())
                .extracting(Column::type)
                .containsExactly(
                        ColumnType.TEXT,
                        ColumnType.TEXT,
                        ColumnType.BOOLEAN,
                        ColumnType.SMALLINT,
                        ColumnType.INTEGER,
                        ColumnType.BIGINT,
                        ColumnType.REAL,
                        ColumnType.DOUBLE,
                        ColumnType.NUMERIC,
                        ColumnType.NUMERIC,
                        ColumnType.UUID,
                        ColumnType.TIMESTAMP,
                        ColumnType.DATE,
                        ColumnType.JSON,
                        ColumnType.JSON,
                        ColumnType.JSON);
    }

    @ParameterizedTest
    @CsvSource({"totalCents,total_cents", "URLPath,url_path", "orderID,order_id", "x,x", "line2Text,line2_text"})
    void a_column_is_named_in_snake_case(String component, String column) {
        assertThat(Identifiers.snakeCase(component)).isEqualTo(column);
    }

    record Nullables(
            String key,
            @Nullable String ours,
            @org.jspecify.annotations.Nullable String jspecify,
            String never) {}

    @Test
    void only_what_is_annotated_nullable_may_be_null_whoever_the_annotation_is_from() {
        RowShape<Nullables> shape = RowShape.of(Nullables.class, List.of());

        assertThat(shape.columns()).extracting(Column::nullable).containsExactly(false, true, true, false);
        assertThat(shape.toRow(new Nullables("a", null, null, "b")).values()).containsExactly("a", null, null, "b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.toRow(new Nullables("a", null, null, null)))
                .withMessageContainingAll("'never'", "@Nullable");
    }

    record NullablePrimitive(String key, @Nullable int count) {}

    @Test
    void a_primitive_is_never_null() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowShape.of(NullablePrimitive.class, List.of()))
                .withMessageContaining("count");
    }

    record NullableKey(@Nullable String key) {}

    record FloatKey(double key) {}

    record ListKey(List<String> key) {}

    @Test
    void a_key_is_never_null_and_of_a_type_that_stores_compare_alike() {
        for (Class<?> wrong : List.of(NullableKey.class, FloatKey.class, ListKey.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RowShape.of(wrong, List.of()))
                    .withMessageContaining("cannot be part of a key");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowShape.of(Other.class, List.of("nmae")))
                .withMessageContaining("'nmae'");
    }

    record Empty() {}

    record Clash(String aB, String a_b) {}

    record Foreign(String name$) {}

    record Underscore(String _name) {}

    @Test
    void what_cannot_be_a_table_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RowShape.of(Empty.class, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> RowShape.of(String.class, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowShape.of(Clash.class, List.of()))
                .withMessageContaining("'a_b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowShape.of(Foreign.class, List.of()))
                .withMessageContaining("name$");
        assertThatIllegalArgumentException().isThrownBy(() -> RowShape.of(Underscore.class, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "1a",
                "_a",
                "a-b",
                "a b",
                "a.b",
                "a\"",
                "a'; drop table x",
                "orders__g7",
                "orders_v2",
                "orders_v2_x",
                "ünï",
                "a123456789012345678901234567890123456789012345678"
            })
    void a_projection_is_not_named_like_this(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Identifiers.requireProjection(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "order_summary", "select", "user", "a_g7", "v2", "x_version"})
    void a_projection_may_be_named_like_this(String name) {
        assertThat(Identifiers.requireProjection(name)).isEqualTo(name);
    }

    record Composite(String order, long line, UUID id, LocalDate day, Instant moment, boolean yes, Colour colour) {}

    @Test
    void a_key_of_any_type_survives_its_form_as_text() {
        RowShape<Composite> shape =
                RowShape.of(Composite.class, List.of("order", "line", "id", "day", "moment", "yes", "colour"));
        Key key = shape.key(Key.of(
                "[\"1\"]", 2L, new UUID(3, 3), LocalDate.EPOCH, Instant.EPOCH.plusNanos(1001), true, Colour.RED));

        assertThat(shape.keyFromJson(key.toJson())).isEqualTo(key);
        assertThat(shape.keyFromJson(Key.NONE.toJson())).isEqualTo(Key.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "", " ", "[", "[]", "[\"42\"]", "é"})
    void what_a_key_of_text_is_called_names_it(String text) {
        RowShape<Other> shape = RowShape.of(Other.class, List.of());
        Key key = Key.of(text);

        assertThat(shape.keyFromText(key.toString())).isEqualTo(key);
        assertThat(shape.keyFromText(key.toJson())).isEqualTo(key);
    }

    @Test
    void what_a_key_of_any_type_is_called_names_it() {
        RowShape<Composite> composite =
                RowShape.of(Composite.class, List.of("order", "line", "id", "moment", "colour"));
        Key key = composite.key(Key.of("1", 2L, new UUID(3, 3), Instant.EPOCH, Colour.RED));

        assertThat(composite.keyFromText(key.toString())).isEqualTo(key);
        assertThat(RowShape.of(Composite.class, List.of("line")).keyFromText("17"))
                .isEqualTo(Key.of(17L));
        assertThat(RowShape.of(Composite.class, List.of("moment")).keyFromText("1970-01-01T00:00:00.000000001Z"))
                .isEqualTo(Key.of(Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "[1]", "[1,2]", "[\"1\",2,3]", "[\"1\",\"x\"]", "[\"1\"", "[\"1\",null]", "[\"1\",{}]"})
    void a_text_that_names_no_key_is_told_what_would(String text) {
        RowShape<Composite> shape = RowShape.of(Composite.class, List.of("id", "line"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.keyFromText(text))
                .withMessageContainingAll("'" + text + "'", "id uuid, line bigint", "JSON array with 2 elements");
    }

    @Test
    void a_key_that_does_not_fit_says_what_would() {
        RowShape<Composite> shape = RowShape.of(Composite.class, List.of("order", "line"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.key("1"))
                .withMessageContainingAll("2 parts", "order, line", "given 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.key(Key.of("1", "secret")))
                .withMessageContainingAll("'line'", "long", "String")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    record Strict(String name) {
        Strict {
            if (name.equals("secret")) {
                throw new IllegalStateException(name);
            }
        }
    }

    @Test
    void a_row_that_its_record_refuses_is_named_without_its_content() {
        RowShape<Strict> shape = RowShape.of(Strict.class, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.fromRow(new Row(List.of("secret"))))
                .withMessageContainingAll("Strict", "IllegalStateException")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void what_no_store_can_keep_is_refused() {
        RowShape<Other> shape = RowShape.of(Other.class, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.toRow(new Other("a\u0000")))
                .withMessageContaining("'name'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnType.NUMERIC.toStore(new BigDecimal("1e999999999")));
        assertThat(ColumnType.NUMERIC.toStore(new BigDecimal("1e3"))).isEqualTo(new BigDecimal("1000"));
    }

    private record SystemColumn(String id, String xmin) {}

    @Test
    void a_component_named_as_a_column_that_every_table_has_is_refused() {
        assertThatThrownBy(() -> RowShape.of(SystemColumn.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xmin");
    }
}
