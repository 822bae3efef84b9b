package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.Snapshot;
import io.readside.readstore.Stretch;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Each hands everything on; a subclass does one thing otherwise. */
final class Forwarding {

    private Forwarding() {}

    static class ToGenerations implements Generations {

        private final Generations to;

        ToGenerations(Generations to) {
            this.to = to;
        }

        @Override
        public Generation open(Projection<?> projection) {
            return to.open(projection);
        }

        @Override
        public void markForRebuild(String projection, Position missed, Instant found, String reason) {
            to.markForRebuild(projection, missed, found, reason);
        }
    }

    static class ToReads implements Reads {

        private final Reads to;

        ToReads(Reads to) {
            this.to = to;
        }

        @Override
        public List<Generation> serving(List<? extends ReadModel> models) {
            return to.serving(models);
        }

        @Override
        public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
            return to.row(projection, key);
        }

        @Override
        public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
            return to.rows(projection, limit);
        }

        @Override
        public <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query) {
            return to.query(models, query);
        }

        @Override
        public List<Overview> all() {
            return to.all();
        }

        @Override
        public Reads preview() {
            return to.preview();
        }

        @Override
        public List<Overview> beside() {
            return to.beside();
        }

        @Override
        public List<ParkedKey> parked(Optional<String> projection) {
            return to.parked(projection);
        }
    }

    static class ToLeases implements Leases {

        private final Leases to;

        ToLeases(Leases to) {
            this.to = to;
        }

        @Override
        public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
            return to.hold(owner, wanted, term);
        }

        @Override
        public void release(String owner, Set<GenerationId> held) {
            to.release(owner, held);
        }

        @Override
        public void close() {
            to.close();
        }
    }

    static class ToRebuilds implements Rebuilds {

        private final Rebuilds to;

        ToRebuilds(Rebuilds to) {
            this.to = to;
        }

        @Override
        public List<Generation> generations(Collection<String> projections) {
            return to.generations(projections);
        }

        @Override
        public List<Rebuild> open(Collection<String> projections) {
            return to.open(projections);
        }

        @Override
        public Optional<Rebuild> last(String projection) {
            return to.last(projection);
        }

        @Override
        public Optional<Rebuild> measured(String projection) {
            return to.measured(projection);
        }

        @Override
        public Duration sinceBegun(Rebuild rebuild) {
            return to.sinceBegun(rebuild);
        }

        @Override
        public Rebuilds reporting(Reporting reporting) {
            return to.reporting(reporting);
        }

        @Override
        public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
            return to.plan(projection, by, newTimeline);
        }

        @Override
        public Rebuild move(Rebuild rebuild, State state, String note) {
            return to.move(rebuild, state, note);
        }

        @Override
        public Rebuild move(Rebuild rebuild, State state, String note, Compared compared) {
            return to.move(rebuild, state, note, compared);
        }

        @Override
        public Rebuild nextRound(Rebuild rebuild) {
            return to.nextRound(rebuild);
        }

        @Override
        public Rebuild pause(Rebuild rebuild, String by) {
            return to.pause(rebuild, by);
        }

        @Override
        public Rebuild resume(Rebuild rebuild) {
            return to.resume(rebuild);
        }

        @Override
        public void index(Rebuild rebuild, Projection<?> projection) {
            to.index(rebuild, projection);
        }

        @Override
        public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
            return to.meet(one, other, atMost);
        }

        @Override
        public void part(GenerationId one, GenerationId other) {
            to.part(one, other);
        }

        @Override
        public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
            return to.swap(rebuild, comparison, mode, lockTimeout);
        }

        @Override
        public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
            return to.rollback(rebuild, note, lockTimeout);
        }

        @Override
        public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
            return to.drop(rebuild, note, lockTimeout);
        }

        @Override
        public Generation scratch(Projection<?> projection) {
            return to.scratch(projection);
        }

        @Override
        public void dropScratch(String projection) {
            to.dropScratch(projection);
        }
    }

    static class ToIntents implements Intents {

        private final Intents to;

        ToIntents(Intents to) {
            this.to = to;
        }

        @Override
        public Intent submit(String projection, Intent.Act act, String by) {
            return to.submit(projection, act, by);
        }

        @Override
        public Optional<Intent> find(long id) {
            return to.find(id);
        }

        @Override
        public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
            return to.open(generations);
        }

        @Override
        public void report(long id, Intent.Report report) {
            to.report(id, report);
        }
    }

    static class ToComparisons implements Comparisons {

        private final Comparisons to;

        ToComparisons(Comparisons to) {
            this.to = to;
        }

        @Override
        public void watch(Comparison comparison) {
            to.watch(comparison);
        }

        @Override
        public void forget(Comparison comparison) {
            to.forget(comparison);
        }

        @Override
        public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
            return to.compare(comparison, after, upTo, most);
        }

        @Override
        public void suspect(Comparison comparison, Set<Key> keys) {
            to.suspect(comparison, keys);
        }

        @Override
        public void compareBindings(Comparison comparison) {
            to.compareBindings(comparison);
        }

        @Override
        public List<Key> sample(GenerationId generation, Projection<?> projection, int most, long seed) {
            return to.sample(generation, projection, most, seed);
        }

        @Override
        public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
            return to.confirm(comparison, after, most);
        }

        @Override
        public long suspects(Comparison comparison) {
            return to.suspects(comparison);
        }
    }
}
