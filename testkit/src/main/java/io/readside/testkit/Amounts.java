package io.readside.testkit;

import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.testkit.Counter.Counted;
import java.math.BigDecimal;
import java.util.List;

/** Numbers of which there are several that pass for equal. */
record Amounts(String name, BigDecimal exact, float real, double precise, List<BigDecimal> list) {

    static final FoldProjection<Amounts> PROJECTION = Projection.named("amounts", Amounts.class)
            .from(Counter.EVENTS)
            .keyedBy(Counted::name)
            .ignore(Counted.class)
            .build();

    Amounts named(String other) {
        return new Amounts(other, exact, real, precise, list);
    }
}
