package io.readside.examples.orders.picklist;

import io.readside.Readside;
import io.readside.event.VersionToken;
import io.readside.examples.orders.web.Answers;
import io.readside.spring.ReadsideProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The first thousand things to pick, by order and article. */
@RestController
class PickListController {

    private static final int MAX_ROWS = 1000;

    private final Readside readside;
    private final ReadsideProperties properties;
    private final Answers answers;

    PickListController(Readside readside, ReadsideProperties properties, Answers answers) {
        this.readside = readside;
        this.properties = properties;
        this.answers = answers;
    }

    record PickList(List<PickListRow> lines) {}

    @GetMapping("/warehouse/pick-list")
    Object list(@RequestParam(required = false) @Nullable VersionToken after) {
        return readside.read(PickListProjection.PICK_LIST)
                .after(after)
                .within(properties.longestWait())
                .rows(MAX_ROWS)
                .match(fresh -> answers.list(new PickList(fresh.value()), fresh), answers::pending, answers::parked);
    }
}
