package io.readside.examples.orders.picklist;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.readside.spring.web.GatedReads;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The first thousand things to pick, by order and article. */
@RestController
class PickListController {

    private static final int MAX_ROWS = 1000;

    /** @param parkedKeys how many rows lack an event that could not be applied to them; absent from what is stale */
    record PickList(
            List<PickListRow> lines,
            @JsonInclude(NON_NULL) @Nullable Long parkedKeys) {}

    @GetMapping("/warehouse/pick-list")
    Object list(GatedReads reads) {
        return reads.of(PickListProjection.PICK_LIST)
                .rows(MAX_ROWS)
                .map(lines -> new PickList(lines, null))
                .match(
                        fresh -> new PickList(fresh.value().lines(), fresh.parkedKeys()),
                        pending -> pending,
                        parked -> parked);
    }
}
