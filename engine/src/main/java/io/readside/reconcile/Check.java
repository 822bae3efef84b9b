package io.readside.reconcile;

import io.readside.projection.Projection;

/**
 * A query of the user's own that finds what is wrong in a read model.
 *
 * @param name for reports
 * @param projection the read model that it is run with
 * @param sql returns no row if all is well; run in one snapshot. <code>{table}</code> stands for the read model's table in it
 */
public record Check(String name, Projection<?> projection, String sql) {}
