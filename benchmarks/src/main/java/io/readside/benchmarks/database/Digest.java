package io.readside.benchmarks.database;

import java.sql.SQLException;
import java.util.Objects;

/**
 * What the rows of {@code order_summary} must be, and what they are: their number and the sum of their hashes, so their order
 * does not matter. Orders named {@code live-…} are left out: traffic beside a replay places and ends those.
 */
public final class Digest {

    private static final String OF_ROWS = """
            select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0)
            from (
                select order_id, customer_id, total_cents, status,
                    placed_at at time zone 'UTC', shipped_at at time zone 'UTC', region
                from %s
                where order_id not like 'live-%%'
            ) t""";

    /** The log folded by key in SQL, by nobody's code. */
    private static final String FOLDED = """
            (select
                data ->> 'orderId' as order_id,
                min(data ->> 'customerId') as customer_id,
                min((data ->> 'totalCents')::bigint) as total_cents,
                (array_agg(
                    case type
                        when 'OrderPlaced' then 'placed'
                        when 'PaymentCaptured' then 'paid'
                        when 'OrderShipped' then 'shipped'
                        when 'OrderCancelled' then 'cancelled'
                    end
                    order by position desc))[1] as status,
                min((data ->> 'placedAt')::timestamptz) as placed_at,
                min((data ->> 'shippedAt')::timestamptz) as shipped_at,
                min(data ->> 'region') as region
            from readside.log
            where position <= %d
            group by 1) folded""";

    private Digest() {}

    public static String ofRows(Database store, String table) throws SQLException {
        return Objects.requireNonNull(store.ask(OF_ROWS.formatted(table)));
    }

    /** Of the rows that the first so many events leave. */
    public static String expected(Database log, long events) throws SQLException {
        return Objects.requireNonNull(log.ask(OF_ROWS.formatted(FOLDED.formatted(events))));
    }

    /** @throws IllegalStateException if they are others */
    public static void require(String expected, Database store, String table) throws SQLException {
        String found = ofRows(store, table);
        if (!found.equals(expected)) {
            throw new IllegalStateException("The rows of " + table + " are not what the events say (count and hash): "
                    + found + " instead of " + expected + ".");
        }
    }
}
