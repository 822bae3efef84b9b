package io.readside.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void the_median_is_the_middle_one_or_the_mean_of_the_middle_two() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3.0);
        assertThat(Statistics.median(List.of())).isNaN();
    }

    @Test
    void a_quantile_is_one_of_the_figures() {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

        assertThat(Statistics.quantile(hundred, 0)).isEqualTo(1);
        assertThat(Statistics.quantile(hundred, 0.5)).isEqualTo(50);
        assertThat(Statistics.quantile(hundred, 0.99)).isEqualTo(99);
        assertThat(Statistics.quantile(hundred, 1)).isEqualTo(100);
        assertThat(Statistics.quantile(List.of(), 0.5)).isNaN();
    }

    @Test
    void the_lower_bound_of_equal_rounds_is_what_they_all_say() {
        assertThat(Statistics.lowerBound(List.of(2.5, 2.5, 2.5, 2.5))).isEqualTo(2.5);
    }

    @Test
    void the_lower_bound_is_below_the_median_and_not_below_all_rounds() {
        List<Double> rounds = List.of(1.0, 1.4, 1.5, 1.5, 1.6, 1.6, 1.7, 1.7, 1.8, 1.8, 1.9, 2.0, 2.0, 2.1, 9.0);

        double bound = Statistics.lowerBound(rounds);

        assertThat(bound).isBetween(1.4, Statistics.median(rounds) - 0.01);
    }

    @Test
    void the_lower_bound_comes_closer_with_more_rounds_of_the_same_spread() {
        List<Double> few = List.of(1.0, 1.5, 2.0, 2.5, 3.0);
        List<Double> many =
                Stream.generate(() -> few).limit(10).flatMap(List::stream).toList();

        assertThat(Statistics.lowerBound(many)).isGreaterThan(Statistics.lowerBound(few));
    }

    @Test
    void the_same_rounds_give_the_same_bound() {
        List<Double> rounds = List.of(1.0, 1.3, 0.9, 1.2, 1.1);

        assertThat(Statistics.lowerBound(rounds)).isEqualTo(Statistics.lowerBound(rounds));
    }
}
