package io.readside.projection;

import io.readside.event.Json;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a read model, derived from its record: one for each component, in their order, in snake_case. A component
 * may be null only if it is annotated {@code @Nullable}. The key is one or more of them, by default the first.
 */
public final class RowShape<R> {

    private final Class<R> recordClass;
    private final Constructor<R> constructor;
    private final RecordComponent[] components;
    private final List<Column> columns;
    private final List<Integer> keyIndexes;

    private RowShape(
            Class<R> recordClass,
            Constructor<R> constructor,
            RecordComponent[] components,
            List<Column> columns,
            List<Integer> keyIndexes) {
        this.recordClass = recordClass;
        this.constructor = constructor;
        this.components = components;
        this.columns = columns;
        this.keyIndexes = keyIndexes;
    }

    /**
     * Reads the shape off a record.
     *
     * @param keyComponents names of components; empty: the first one
     * @throws IllegalArgumentException if it is not a record, or a component cannot be a column or part of a key
     */
    static <R> RowShape<R> of(Class<R> recordClass, List<String> keyComponents) {
        RecordComponent[] components = recordClass.getRecordComponents();
        if (components == null || components.length == 0) {
            throw new IllegalArgumentException(recordClass.getName() + " is not a record with at least one component.");
        }
        List<Column> columns =
                Stream.of(components).map(c -> column(recordClass, c)).toList();
        Set<String> names = new LinkedHashSet<>();
        for (Column column : columns) {
            Identifiers.requireColumn(recordClass, column);
            if (!names.add(column.name())) {
                throw new IllegalArgumentException(
                        recordClass.getName() + ": two components become the column '" + column.name() + "'.");
            }
        }
        List<String> key = keyComponents.isEmpty() ? List.of(components[0].getName()) : keyComponents;
        List<Integer> keyIndexes =
                key.stream().map(name -> keyIndex(recordClass, columns, name)).toList();
        return new RowShape<>(recordClass, constructor(recordClass, components), components, columns, keyIndexes);
    }

    private static Column column(Class<?> recordClass, RecordComponent component) {
        component.getAccessor().setAccessible(true);
        return new Column(
                Identifiers.snakeCase(component.getName()),
                component.getName(),
                ColumnType.of(component.getGenericType()),
                component.getGenericType(),
                isNullable(recordClass, component));
    }

    /** Any annotation of this name counts, on the component or on its type: teams use different ones. */
    private static boolean isNullable(Class<?> recordClass, RecordComponent component) {
        boolean nullable = Stream.of(
                        component.getAnnotations(),
                        component.getAccessor().getAnnotations(),
                        component.getAnnotatedType().getAnnotations())
                .flatMap(Arrays::stream)
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
        if (nullable && component.getType().isPrimitive()) {
            throw new IllegalArgumentException(
                    recordClass.getName() + ": '" + component.getName() + "' is primitive and can never be null.");
        }
        return nullable;
    }

    private static int keyIndex(Class<?> recordClass, List<Column> columns, String component) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.component().equals(component)) {
                if (column.nullable() || !column.type().keepsIdentity()) {
                    throw new IllegalArgumentException(recordClass.getName() + ": '" + component + "' of type "
                            + column.javaType().getTypeName() + (column.nullable() ? ", nullable," : "")
                            + " cannot be part of a key.");
                }
                return i;
            }
        }
        throw new IllegalArgumentException(
                recordClass.getName() + " has no component '" + component + "' for its key.");
    }

    private static <R> Constructor<R> constructor(Class<R> recordClass, RecordComponent[] components) {
        try {
            Constructor<R> canonical = recordClass.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return canonical;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(recordClass.getName() + " has no canonical constructor.", e);
        }
    }

    public Class<R> recordClass() {
        return recordClass;
    }

    /** All columns, in the order of the components. */
    public List<Column> columns() {
        return columns;
    }

    /** The columns of the key, in the order of its parts. */
    public List<Column> keyColumns() {
        return keyIndexes.stream().map(columns::get).toList();
    }

    /** The column of a name. */
    public Column columnNamed(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(recordClass.getName() + " has no column '" + name + "'."));
    }

    /** The column that holds a component. */
    public Column column(String component) {
        return columns.stream()
                .filter(column -> column.component().equals(component))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(recordClass.getName() + " has no component '" + component + "'."));
    }

    /** @throws IllegalArgumentException if a component holds what no store can keep; the message names it */
    public Row toRow(R value) {
        return toRow(value, null);
    }

    /** @param before the row that the value was made from, if there was one: what was taken over from it is in store form already */
    Row toRow(R value, @Nullable Row before) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < components.length; i++) {
            Object component = read(components[i], value);
            boolean isStored = component != null
                    && before != null
                    && component == before.values().get(i);
            values.add(isStored ? component : columns.get(i).toStore(component));
        }
        return new Row(values);
    }

    private static @Nullable Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("component '" + component.getName() + "' could not be read", e);
        }
    }

    public R fromRow(Row row) {
        Object[] arguments = new Object[columns.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = columns.get(i).toJava(row.values().get(i));
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(
                    recordClass.getName() + " refuses to be made from a stored row; its constructor threw "
                            + Objects.requireNonNullElse(e.getCause(), e)
                                    .getClass()
                                    .getName(),
                    e);
        }
    }

    /** Whether a row is that of a key. */
    boolean isOf(Key key, Row row) {
        for (int i = 0; i < keyIndexes.size(); i++) {
            if (!key.parts().get(i).equals(row.values().get(keyIndexes.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** The key that stands in a row. */
    public Key keyOf(Row row) {
        List<Object> parts = new ArrayList<>(keyIndexes.size());
        for (int index : keyIndexes) {
            parts.add(Objects.requireNonNull(row.values().get(index)));
        }
        return new Key(parts);
    }

    /**
     * Puts what a projection or a caller names a row by in store form.
     *
     * @param name a {@link Key}, or the single part of one
     * @throws IllegalArgumentException if the parts do not fit the key's columns
     */
    public Key key(Object name) {
        List<Object> parts = name instanceof Key key ? key.parts() : List.of(name);
        if (parts.size() != keyIndexes.size()) {
            throw new IllegalArgumentException("the key has " + keyIndexes.size() + " parts ("
                    + String.join(", ", keyColumns().stream().map(Column::name).toList()) + ") and was given "
                    + parts.size());
        }
        List<Object> stored = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            stored.add(Objects.requireNonNull(columns.get(keyIndexes.get(i)).toStore(parts.get(i))));
        }
        return new Key(stored);
    }

    /** As {@link #keyFromText}; empty if the text names no key of this shape. */
    public Optional<Key> keyNamed(String text) {
        try {
            return Optional.of(keyFromText(text));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }

    /**
     * Reads what a person names a row by: plain text, or a JSON array of the key's parts, which a composite key needs.
     *
     * @throws IllegalArgumentException if it names no key of this read model
     */
    public Key keyFromText(String text) {
        List<String> names = keyColumns().stream().map(Column::name).toList();
        try {
            List<?> parts = text.startsWith(Key.JSON_ARRAY) ? Json.read(text, List.class) : List.of(text);
            if (parts.size() == names.size()) {
                return key(keyFromJson(Json.write(parts)));
            }
        } catch (IllegalArgumentException unreadable) {
            // told below, in words for people
        }
        String types = keyColumns().stream()
                .map(column -> column.name() + " " + column.type().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("'" + text + "' names no key (" + types + "). "
                + (names.size() == 1
                        ? "It is given as plain text, or as a JSON array with one element"
                        : "It is given as a JSON array with " + names.size() + " elements, [\"…\",\"…\"] for example")
                + ".");
    }

    /** Reads what {@link Key#toJson()} wrote; {@link Key#NONE} is read as itself. */
    public Key keyFromJson(String json) {
        List<?> parts = Json.read(json, List.class);
        if (parts.isEmpty()) {
            return Key.NONE;
        }
        List<Object> stored = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            stored.add(Json.read(
                    Json.write(parts.get(i)),
                    columns.get(keyIndexes.get(i)).type().storeClass()));
        }
        return new Key(stored);
    }
}
