package io.readside.planted.monitor;

import io.readside.readstore.Applier;
import io.readside.readstore.Batch;

/** A second writer of rows. */
public record Applies(Applier applier) {

    public void meddle(Batch batch) {
        applier.apply(batch);
    }
}
