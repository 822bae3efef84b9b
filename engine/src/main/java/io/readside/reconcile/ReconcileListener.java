package io.readside.reconcile;

/** Hears what comes of reconciles. Called on the thread that did them, after the fact: be quick, and throw nothing. */
public interface ReconcileListener {

    /** Hears nothing. */
    ReconcileListener NONE = new ReconcileListener() {};

    /** A read model was set against its events: on demand, after a repair, or by schedule. */
    default void reconciled(Reconciliation found) {}

    /** One that was due could not be, and is tried again when it is due next. */
    default void failed(String projection, RuntimeException cause) {}
}
