package io.readside.examples.orders.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.readside.examples.orders.web.Check;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How late the read models of the demonstration hear of events. */
@Profile(SlowProjections.PROFILE)
@RestController
@RequestMapping("/demo/slowness")
class SlownessController {

    private static final int MAX_DELAY_MS = 5000; // beyond it nobody would watch

    private final Slowness slowness;

    SlownessController(Slowness slowness) {
        this.slowness = slowness;
    }

    record Delay(@JsonProperty(required = true) int delayMs) {

        Delay {
            Check.between("delayMs", 0, MAX_DELAY_MS, delayMs);
        }
    }

    @GetMapping
    Delay delay() {
        return new Delay((int) slowness.delay().toMillis());
    }

    @PutMapping
    Delay delay(@RequestBody Delay wanted) {
        slowness.delay(Duration.ofMillis(wanted.delayMs()));
        return delay();
    }
}
