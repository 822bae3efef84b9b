package io.readside.benchmarks.axon5;

import org.axonframework.messaging.core.unitofwork.transaction.Transaction;
import org.axonframework.messaging.core.unitofwork.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/** Binds a transaction to the thread for as long as it lasts; one that is begun within another takes part in it. */
abstract class BoundTransactions<T> implements TransactionManager {

    @SuppressWarnings("ThreadLocalUsage") // each database has its own
    private final ThreadLocal<@Nullable T> bound = new ThreadLocal<>();

    private static final Transaction WITHIN = new Transaction() {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    };

    abstract T begin();

    abstract void commit(T resource);

    abstract void rollback(T resource);

    @Nullable
    T current() {
        return bound.get();
    }

    @Override
    public Transaction startTransaction() {
        if (bound.get() != null) {
            return WITHIN;
        }
        T resource = begin();
        bound.set(resource);
        return new Transaction() {
            @Override
            public void commit() {
                bound.remove();
                BoundTransactions.this.commit(resource);
            }

            @Override
            public void rollback() {
                bound.remove();
                BoundTransactions.this.rollback(resource);
            }
        };
    }
}
