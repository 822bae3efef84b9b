package io.readside.examples.orders.dailytotals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The dashboard: as of the view's last refresh, and it says of which position that was. */
@RestController
class DailyTotalsController {

    private final JdbcClient jdbc;

    DailyTotalsController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Day(LocalDate day, String region, long orderCount, BigDecimal grossCents) {}

    /** @param version the days know at least everything up to it */
    record Report(long version, List<Day> days) {}

    @GetMapping("/reports/daily")
    Report daily() {
        // The checkpoint first: what is read after it can only be newer.
        long version = jdbc.sql("select commit_pos from projection_checkpoint where name = 'order_daily_totals'")
                .query(Long.class)
                .single();
        List<Day> days = jdbc.sql(
                        "select day::date as day, region, order_count, gross_cents from order_daily_totals order by 1 desc, 2")
                .query(Day.class)
                .list();
        return new Report(version, days);
    }
}
