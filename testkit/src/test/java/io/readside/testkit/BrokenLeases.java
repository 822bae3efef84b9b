package io.readside.testkit;

import static java.util.stream.Collectors.toSet;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Overview;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Stores that get one thing wrong about whose turn it is. */
final class BrokenLeases {

    private BrokenLeases() {}

    /** A store that leaves some leases alone, and tells of them. */
    abstract static class Choosy extends TamperedStore {
        /** What was held just now, and what others hold of the rest. */
        final List<Lease> both(List<Lease> held, Set<GenerationId> wanted) {
            Set<GenerationId> told = held.stream().map(Lease::generation).collect(toSet());
            Stream<Lease> others =
                    wanted.stream().filter(id -> !told.contains(id)).flatMap(id -> lease(id).stream());
            return Stream.concat(held.stream(), others).toList();
        }
    }

    /** Tells everyone that it is their turn. */
    static class TwoHolders extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    return super.hold(owner, wanted, term).stream()
                            .map(lease -> new Lease(
                                    lease.generation(), owner, true, lease.epoch(), lease.since(), lease.left()))
                            .toList();
                }
            };
        }
    }

    /** Whoever was first is it for good, unless it gives up. */
    static class NeverRunsOut extends Choosy {

        private final Map<GenerationId, String> owners = new HashMap<>();

        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    Set<GenerationId> renewed = wanted.stream()
                            .filter(id -> owners.getOrDefault(id, owner).equals(owner))
                            .collect(toSet());
                    renewed.forEach(id -> owners.put(id, owner));
                    return both(super.hold(owner, renewed, term), wanted);
                }

                @Override
                public void release(String owner, Set<GenerationId> held) {
                    owners.values().removeIf(owner::equals);
                    super.release(owner, held);
                }
            };
        }
    }

    static class RenewsNothing extends Choosy {

        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    Set<GenerationId> others = wanted.stream()
                            .filter(id -> lease(id)
                                    .filter(lease ->
                                            lease.isHeld() && lease.owner().equals(owner))
                                    .isEmpty())
                            .collect(toSet());
                    return both(super.hold(owner, others, term), wanted);
                }
            };
        }
    }

    /** A new epoch at every renewal: a worker fences itself. */
    static class RenewsByTaking extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    super.release(owner, wanted);
                    return super.hold(owner, wanted, term);
                }
            };
        }
    }

    static class GivesBackForAnyone extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public void release(String owner, Set<GenerationId> held) {
                    held.forEach(id -> lease(id).ifPresent(lease -> super.release(lease.owner(), held)));
                }
            };
        }
    }

    static class NeverGivesBack extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public void release(String owner, Set<GenerationId> held) {}
            };
        }
    }

    /** Waits for an end that lies years away. */
    static class BelievesAnyClock extends Choosy {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    Set<GenerationId> free = wanted.stream()
                            .filter(id -> lease(id)
                                    .filter(Lease::isHeld)
                                    .filter(lease -> !lease.owner().equals(owner))
                                    .isEmpty())
                            .collect(toSet());
                    return both(super.hold(owner, free, term), wanted);
                }
            };
        }
    }

    /** Takes a lease for free whose end lies far away, though its owner is there. */
    static class FreesWhenTheClockIsSetBack extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    for (GenerationId id : wanted) {
                        lease(id)
                                .filter(lease -> lease.left().compareTo(term.plus(term)) > 0)
                                .ifPresent(lease -> super.hold("nobody", Set.of(id), term));
                    }
                    return super.hold(owner, wanted, term);
                }
            };
        }
    }

    static class OneLeaseForAll extends TamperedStore {
        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    Set<GenerationId> all = honest.reads().all().stream()
                            .map(overview -> overview.generation().id())
                            .collect(toSet());
                    return super.hold(owner, all, term);
                }
            };
        }
    }

    /** Lets the owner before go on with what it has in flight. */
    static class TakesWithoutAnEpoch extends TamperedStore {
        @Override
        Generation shown(Generation real) {
            return with(real, 1, real.checkpoint(), real.state(), real.parkedKeys());
        }

        @Override
        public Leases leases() {
            return new Forwarding.ToLeases(honest.leases()) {
                @Override
                public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
                    return super.hold(owner, wanted, term).stream()
                            .map(lease -> new Lease(
                                    lease.generation(), lease.owner(), lease.own(), 1, lease.since(), lease.left()))
                            .toList();
                }
            };
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    long epoch = honest.reads().serving(projection).epoch();
                    super.apply(new Batch(
                            epoch, batch.from(), batch.to(), batch.changes(), batch.bindings(), batch.parked()));
                }
            };
        }
    }

    static class HidesLeases extends TamperedStore {
        @Override
        Overview shown(Overview real) {
            return new Overview(
                    real.generation(), real.parkedEvents(), real.parkedAge(), Optional.empty(), real.rebuild());
        }
    }
}
