package io.readside.examples.orders.web;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in a sentence what is wrong with a body, quoting no more of it than a name. */
final class BodyProblem {

    private static final int LONGEST_NAME = 40;

    private BodyProblem() {}

    static String describe(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Invalid invalid) {
                return String.valueOf(invalid.getMessage());
            }
        }
        if (error instanceof UnrecognizedPropertyException unknown) {
            return "The body has the unknown member \"" + shown(unknown.getPropertyName()) + "\"; known here: "
                    + known(unknown.getKnownPropertyIds()) + ".";
        }
        if (error instanceof MismatchedInputException mismatch) {
            String path = path(mismatch);
            return (path.isEmpty() ? "The body" : path) + " is missing or is not " + expected(mismatch.getTargetType())
                    + ".";
        }
        if (error instanceof JacksonException malformed) {
            return "The body is not well-formed JSON" + where(malformed.getLocation()) + ".";
        }
        return "The body is missing: send a JSON object.";
    }

    private static String path(JacksonException error) {
        return error.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : shown(step.getPropertyName()))
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == long.class || type == int.class) {
            return "a whole number within the limits of the endpoint";
        }
        if (type == String.class) {
            return "a string";
        }
        return type != null && Collection.class.isAssignableFrom(type) ? "an array" : "a JSON object";
    }

    private static String known(@Nullable Collection<Object> names) {
        return names == null || names.isEmpty()
                ? "none"
                : names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String where(@Nullable TokenStreamLocation location) {
        return location == null ? "" : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String shown(String name) {
        String printable = name.codePoints()
                .limit(LONGEST_NAME)
                .map(c -> Check.isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return name.length() > LONGEST_NAME ? printable + "…" : printable;
    }
}
