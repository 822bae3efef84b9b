package io.readside.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

    @Test
    void every_event_is_a_line_however_it_is_read() throws Exception {
        int events = 1_000;

        byte[] atOnce = new CopyRows(new OrderTraffic(1, events), CopyRows::importLine).readAllBytes();
        List<String> lines = new String(atOnce, StandardCharsets.UTF_8).lines().toList();

        assertThat(lines)
                .hasSize(events)
                .allMatch(line -> line.startsWith("{\"stream\":\"order-") && line.endsWith("}"));
        CopyRows byByte = new CopyRows(new OrderTraffic(1, events), CopyRows::importLine);
        for (byte expected : atOnce) {
            assertThat(byByte.read()).isEqualTo(expected & 0xFF);
        }
        assertThat(byByte.read()).isEqualTo(-1);
    }

    @Test
    void a_row_has_as_many_columns_as_its_table() {
        Happened event = new OrderTraffic(1, 10).next();

        assertThat(CopyRows.logRow(event).split("\t")).hasSize(7);
        assertThat(CopyRows.eventsRow(event).split("\t")).hasSize(5);
    }
}
