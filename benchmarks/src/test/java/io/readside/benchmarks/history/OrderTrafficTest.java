package io.readside.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.EventType;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OrderTrafficTest {

    private static final int EVENTS = 200_000;

    private static List<Happened> history(long seed, int events) {
        List<Happened> all = new ArrayList<>();
        new OrderTraffic(seed, events).forEachRemaining(all::add);
        return all;
    }

    @Test
    void one_seed_gives_one_history() {
        assertThat(history(7, 5_000)).isEqualTo(history(7, 5_000)).isNotEqualTo(history(8, 5_000));
    }

    @Test
    void a_third_of_the_events_are_inserts() {
        long placed = history(42, EVENTS).stream()
                .filter(event -> event.type().equals("OrderPlaced"))
                .count();

        assertThat(placed).isBetween(EVENTS * 33L / 100, EVENTS * 36L / 100);
    }

    @Test
    void payloads_have_about_300_bytes() {
        Map<String, Double> bytes = history(42, 20_000).stream()
                .collect(Collectors.groupingBy(
                        Happened::type,
                        Collectors.averagingInt(event -> event.data().length())));

        assertThat(bytes)
                .hasSize(4)
                .allSatisfy((type, mean) -> assertThat(mean).as(type).isBetween(270.0, 330.0));
    }

    @Test
    void nine_in_ten_updates_are_near_the_event_before_and_the_others_anywhere_later() {
        Map<String, Long> last = new HashMap<>();
        List<Long> distances = new ArrayList<>();
        history(42, EVENTS).forEach(event -> {
            Long before = last.put(event.orderId(), event.number());
            if (before != null) {
                distances.add(event.number() - before);
            }
        });

        double near = distances.stream().filter(distance -> distance <= 10_000).count() / (double) distances.size();
        long furthest = distances.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(near).isBetween(0.88, 0.95);
        assertThat(furthest).isGreaterThan(EVENTS / 2);
    }

    @Test
    void every_stream_is_legal_and_every_id_new() {
        Map<String, Integer> versions = new HashMap<>();
        Set<Object> ids = new HashSet<>();

        assertThat(history(42, 20_000)).allSatisfy(event -> {
            assertThat(event.streamVersion()).isEqualTo(versions.merge(event.orderId(), 1, Integer::sum) - 1);
            assertThat(event.streamVersion() == 0).isEqualTo(event.type().equals("OrderPlaced"));
            assertThat(ids.add(event.id())).isTrue();
        });
    }

    @Test
    void the_fixture_reads_what_is_stored() {
        Set<String> known =
                Orders.EVENTS.storedTypes().stream().map(EventType::name).collect(Collectors.toSet());

        assertThat(history(42, 2_000)).allSatisfy(event -> {
            assertThat(known).contains(event.type());
            assertThat(io.readside.event.Json.read(event.data(), javaType(event.type()))
                            .orderId())
                    .isEqualTo(event.orderId());
        });
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends OrderEvent> javaType(String name) {
        return Orders.EVENTS.classes().stream()
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_long_history_remembers_only_orders_that_are_not_done() {
        OrderTraffic traffic = new OrderTraffic(42, 1_000_000);
        for (int i = 0; i < 500_000; i++) {
            traffic.next();
        }

        assertThat(traffic.remembered()).isLessThan(60_000);
    }
}
