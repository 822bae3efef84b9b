package io.readside.consistency;

import io.readside.projection.ReadModel;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a reader wants to know.
 *
 * @param models that are read, whose checkpoints all have to vouch for the answer
 * @param data reads value and checkpoints in one snapshot
 * @param last what becomes of the answer that the read model gives
 */
record Question<T>(
        List<ReadModel> models, Terms terms, Function<Reads, Snapshot<T>> data, UnaryOperator<Answer<T>> last) {

    Question(List<ReadModel> models, Terms terms, Function<Reads, Snapshot<T>> data) {
        this(models, terms, data, UnaryOperator.identity());
    }

    /** @param troubles announced so far */
    Look<T> look(Reads reads, long troubles) {
        return new Look<>(models, terms, troubles, data.apply(terms.preview() ? reads.preview() : reads));
    }
}
