package io.readside;

import io.readside.readstore.Intent.Act;
import io.readside.readstore.Lease;
import io.readside.readstore.Overview;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who could do what an operator wants: the process that feeds green, for acts on a rebuild that is open, else the one that feeds
 * the active generation. An act that needs no code of green's is done by either.
 */
final class LiveWorkers {

    private final ReadStore store;

    LiveWorkers(ReadStore store) {
        this.store = store;
    }

    /** @throws NoLiveWorker if there is none for this */
    void require(String projection, Act act) {
        Optional<String> missing = missing(projection, act);
        if (missing.isPresent()) {
            throw new NoLiveWorker(missing.get());
        }
    }

    /**
     * Who is missing, in words; empty: nobody.
     *
     * @throws NoSuchElementException if the store holds no read model of this name
     */
    Optional<String> missing(String projection, Act act) {
        Overview active = active(projection);
        if (act.generation().isPresent()) {
            return named(active, act.generation().get());
        }
        Optional<Overview> green = act.isOnRebuild() ? green(active) : Optional.empty();
        if (green.filter(LiveWorkers::isFed).isPresent()) {
            return Optional.empty();
        }
        if (green.isPresent() && needsCodeOfGreen(act)) {
            return Optional.of(nobody(green.get(), "the green of the rebuild"));
        }
        if (act.isOnRebuild() && beside(active).anyMatch(LiveWorkers::isFed)) {
            return Optional.empty();
        }
        return isFed(active) ? Optional.empty() : Optional.of(nobody(active, "the active generation"));
    }

    private Optional<String> named(Overview active, int generation) {
        Optional<Overview> meant = Stream.concat(Stream.of(active), beside(active))
                .filter(one -> one.generation().id().number() == generation)
                .findFirst();
        return meant.isEmpty()
                ? Optional.of("'" + name(active) + "' has no generation " + generation + " any more.")
                : meant.filter(one -> !isFed(one)).map(one -> nobody(one, "where the key is parked"));
    }

    private Stream<Overview> beside(Overview active) {
        return store.reads().beside().stream().filter(one -> name(one).equals(name(active)));
    }

    private Overview active(String projection) {
        List<Overview> all = store.reads().all();
        return all.stream()
                .filter(one -> name(one).equals(projection))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no read model '" + projection + "'. Known: "
                        + all.stream().map(LiveWorkers::name).toList() + "."));
    }

    private Optional<Overview> green(Overview active) {
        return store.rebuilds().open(Set.of(name(active))).stream()
                .map(Rebuild::green)
                .flatMap(green -> Stream.concat(Stream.of(active), beside(active))
                        .filter(one -> one.generation().id().equals(green)))
                .findFirst();
    }

    private static boolean needsCodeOfGreen(Act act) {
        return act instanceof Act.StartRebuild || act instanceof Act.Swap;
    }

    private static boolean isFed(Overview overview) {
        return overview.lease().filter(Lease::isHeld).isPresent();
    }

    private static String nobody(Overview unfed, String role) {
        int version = unfed.generation().version();
        String last =
                unfed.lease().map(lease -> ", the last was " + lease.owner()).orElse("");
        return "No live worker feeds '" + name(unfed) + "': nobody holds the lease of "
                + unfed.generation().id() + ", " + role + last
                + ". Start an instance of the application that declares version "
                + version + "; what was asked needs its code.";
    }

    private static String name(Overview overview) {
        return overview.generation().id().projection();
    }
}
