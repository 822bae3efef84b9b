package io.readside.postgres;

import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.SwapMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How acts stand in a row: a name and arguments. */
final class IntentActs {

    private static final String GENERATION = "generation";

    private IntentActs() {}

    static String name(Act act) {
        if (act instanceof Act.StartRebuild) {
            return "rebuild";
        }
        return act.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> arguments(Act act) {
        if (act instanceof Act.Retry retry) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            retry.key().ifPresent(key -> arguments.put("key", key));
            return withGeneration(arguments, act);
        }
        if (act instanceof Act.Skip skip) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("key", skip.key());
            arguments.put("position", skip.position());
            arguments.put("reason", ColumnSql.storable(skip.reason()));
            return withGeneration(arguments, act);
        }
        if (act instanceof Act.StartRebuild start) {
            return Map.of("new_timeline", start.newTimeline());
        }
        if (act instanceof Act.Swap swap) {
            return Map.of("mode", swap.mode().name());
        }
        if (act instanceof Act.Reproject reproject) {
            return Map.of("keys", reproject.keys());
        }
        if (act instanceof Act.Why why) {
            return Map.of("key", why.key());
        }
        return act instanceof Act.Reconcile reconcile
                ? Map.of("scope", scope(reconcile.scope()), "repair", reconcile.repair())
                : Map.of();
    }

    private static Map<String, Object> withGeneration(Map<String, Object> arguments, Act act) {
        act.generation().ifPresent(number -> arguments.put(GENERATION, number));
        return arguments;
    }

    private static Optional<Integer> generation(Map<String, Object> arguments) {
        return Optional.ofNullable(arguments.get(GENERATION)).map(number -> ((Number) number).intValue());
    }

    private static Map<String, Object> scope(Scope scope) {
        if (scope instanceof Scope.Sample sample) {
            return Map.of("keys", sample.keys(), "seed", Long.toString(sample.seed()));
        }
        if (scope instanceof Scope.Range range) {
            return Map.of(
                    "from",
                    range.from().map(List::of).orElse(List.of()),
                    "to",
                    range.to().map(List::of).orElse(List.of()));
        }
        return Map.of();
    }

    static Act act(String name, Map<String, Object> arguments) {
        return switch (name) {
            case "retry" -> new Act.Retry(Optional.ofNullable((String) arguments.get("key")), generation(arguments));
            case "skip" ->
                new Act.Skip(
                        text(arguments, "key"),
                        Long.parseLong(text(arguments, "position")),
                        text(arguments, "reason"),
                        generation(arguments));
            case "pause" -> new Act.Pause();
            case "resume" -> new Act.Resume();
            case "rebuild" -> new Act.StartRebuild(Boolean.parseBoolean(text(arguments, "new_timeline")));
            case "pause_rebuild" -> new Act.PauseRebuild();
            case "resume_rebuild" -> new Act.ResumeRebuild();
            case "abort" -> new Act.Abort();
            case "swap" -> new Act.Swap(SwapMode.valueOf(text(arguments, "mode")));
            case "rollback" -> new Act.Rollback();
            case "drop" -> new Act.Drop();
            case "reconcile" ->
                new Act.Reconcile(
                        scope((Map<?, ?>) Objects.requireNonNull(arguments.get("scope"))),
                        Boolean.parseBoolean(text(arguments, "repair")));
            case "reproject" -> new Act.Reproject(texts(arguments.get("keys")));
            case "why" -> new Act.Why(text(arguments, "key"));
            default ->
                throw new IllegalStateException(
                        "readside.intent holds an act '" + name
                                + "' that this version of Readside does not know. It is of a later version; bring this one up.");
        };
    }

    private static Scope scope(Map<?, ?> arguments) {
        if (arguments.containsKey("keys")) {
            return new Scope.Sample(
                    Integer.parseInt(Objects.toString(arguments.get("keys"))),
                    Long.parseLong(Objects.toString(arguments.get("seed"))));
        }
        return arguments.isEmpty()
                ? new Scope.Whole()
                : new Scope.Range(
                        texts(arguments.get("from")).stream().findFirst(),
                        texts(arguments.get("to")).stream().findFirst());
    }

    private static List<String> texts(@Nullable Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(Objects::toString).toList();
    }

    private static String text(Map<String, Object> arguments, String name) {
        return Objects.toString(arguments.get(name));
    }
}
