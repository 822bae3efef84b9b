package io.readside.examples.orders.picklist;

import io.readside.spring.web.GatedReads;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The first thousand things to pick, by order and article. */
@RestController
class PickListController {

    private static final int MAX_ROWS = 1000;

    /** @param parkedKeys how many rows lack an event that could not be applied to them */
    record PickList(List<PickListRow> lines, long parkedKeys) {}

    @GetMapping("/warehouse/pick-list")
    Object list(GatedReads reads) {
        return reads.of(PickListProjection.PICK_LIST)
                .rows(MAX_ROWS)
                .match(fresh -> new PickList(fresh.value(), fresh.parkedKeys()), pending -> pending, parked -> parked);
    }
}
