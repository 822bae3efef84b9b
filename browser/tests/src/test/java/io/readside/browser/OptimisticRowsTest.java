package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.browser.ScriptedServer.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows are shown as {@code key:status}, with a {@code ?} while a write is not confirmed. */
@Tag("debian")
@ExtendWith(Chromium.class)
class OptimisticRowsTest {

    private Tab tab;

    @BeforeEach
    void a_list_of_two_rows(Tab opened) {
        tab = opened;
        tab.server().answers("/place", Answer.json(202, "{'id':'3','version':7}"), Answer.json(202, "{'version':8}"));
        list("a:placed", "b:placed");
        tab.run("""
                window.shown = [];
                window.orders = readside('orders');
                window.rows = orders.optimisticRows({
                  key: (row) => row.id,
                  onChange: (list) => shown.push(list.map(({ key, row, pending }) => key + ':' + row.status + (pending ? '?' : '')).join(' ')),
                });
                window.refresh = async (answer = orders.query('/orders')) => rows.fresh(await answer, (await answer).value.orders);
                await refresh();
                """);
    }

    /** What the server's list answers from now on. */
    private void list(String... rows) {
        tab.server().answers("/orders", answer(rows));
    }

    private static Answer answer(String... rows) {
        StringBuilder json = new StringBuilder("{'orders':[");
        for (int i = 0; i < rows.length; i++) {
            String[] row = rows[i].split(":");
            json.append(i == 0 ? "" : ",").append("{'id':'" + row[0] + "','status':'" + row[1] + "'}");
        }
        return Answer.ok(json + "]}");
    }

    private String shown() {
        return (String) tab.run("return shown.at(-1)");
    }

    @Test
    void a_change_is_shown_at_once_and_confirmed_by_an_answer_that_covers_it() {
        tab.run("window.command = orders.command('/place'); rows.optimistic('a', { status: 'paid' }, command)");
        String at_once = shown();
        tab.run("await command");
        String accepted = shown();
        list("a:PAID", "b:placed");
        tab.run("await refresh()");

        assertThat(at_once).isEqualTo("a:paid? b:placed");
        assertThat(accepted).isEqualTo("a:paid? b:placed");
        assertThat(shown()).isEqualTo("a:PAID b:placed");
    }

    @Test
    void a_new_row_stands_first_and_gets_the_key_that_the_server_gives() {
        tab.run("""
                const command = orders.command('/place');
                rows.optimistic('new', { status: 'placed' }, command, ({ id }) => ({ id }));
                await command;
                """);
        assertThat(tab.run("return shown.at(-2)")).isEqualTo("new:placed? a:placed b:placed");
        assertThat(shown()).isEqualTo("3:placed? a:placed b:placed");

        list("3:placed", "a:placed", "b:placed");
        tab.run("await refresh()");

        assertThat(shown()).isEqualTo("3:placed a:placed b:placed");
    }

    @Test
    void of_new_rows_the_newest_stands_first() {
        tab.run("""
                rows.optimistic('n', { status: 'placed' }, new Promise(() => {}));
                rows.optimistic('m', { status: 'placed' }, new Promise(() => {}));
                """);

        assertThat(shown()).isEqualTo("m:placed? n:placed? a:placed b:placed");
    }

    @Test
    void a_change_is_undone_when_the_command_fails() {
        tab.server().answers("/place", Answer.problem(409, "about:blank", "It is paid."));

        Object error = tab.run("""
                const command = orders.command('/place');
                rows.optimistic('a', { status: 'paid' }, command);
                return (await failure(command)).status;
                """);

        assertThat(error).isEqualTo(409);
        assertThat(tab.run("return shown.at(-2)")).isEqualTo("a:paid? b:placed");
        assertThat(shown()).isEqualTo("a:placed b:placed");
    }

    @Test
    void undoing_the_first_of_two_changes_leaves_the_second_standing() {
        tab.run("""
                const first = Promise.withResolvers();
                const second = Promise.withResolvers();
                rows.optimistic('a', { status: 'paid', note: 'first' }, first.promise);
                rows.optimistic('a', { status: 'shipped' }, second.promise);
                first.reject(new Error('refused'));
                await failure(first.promise);
                """);

        assertThat(shown()).isEqualTo("a:shipped? b:placed");
        assertThat(tab.run("return rows.list()[0].row.note ?? 'none'")).isEqualTo("none");
    }

    @Test
    void a_confirmed_first_change_leaves_the_second_pending() {
        tab.run("""
                window.second = Promise.withResolvers();
                const first = orders.command('/place');
                rows.optimistic('a', { status: 'paid' }, first);
                rows.optimistic('a', { status: 'shipped' }, second.promise);
                await first;
                """);
        list("a:PAID", "b:placed");
        tab.run("await refresh()");
        String one_confirmed = shown();

        tab.run("second.reject(new Error('refused')); await failure(second.promise);");

        assertThat(one_confirmed).isEqualTo("a:shipped? b:placed");
        assertThat(shown()).isEqualTo("a:PAID b:placed");
    }

    @Test
    void a_change_of_a_row_whose_own_write_is_not_confirmed_goes_with_it() {
        tab.run("""
                const place = Promise.withResolvers();
                const pay = Promise.withResolvers();
                rows.optimistic('n', { id: 'n', status: 'placed' }, place.promise);
                rows.optimistic('n', { status: 'paid' }, pay.promise);
                place.reject(new Error('refused'));
                await failure(place.promise);
                """);

        assertThat(tab.run("return shown.at(-2)")).isEqualTo("n:paid? a:placed b:placed");
        assertThat(shown()).isEqualTo("a:placed b:placed");
    }

    @Test
    void an_answer_that_is_older_than_the_write_does_not_undo_it() {
        Answer old = answer("a:placed", "b:PLACED").held();
        tab.server().answers("/orders", old);
        tab.run("window.asked_before = orders.query('/orders')");
        tab.page().waitForCondition(() -> tab.server().asked().size() == 2);
        tab.run(
                "const command = orders.command('/place'); rows.optimistic('a', { status: 'paid' }, command); await command");

        old.release();
        tab.run("await refresh(asked_before)");

        assertThat(shown()).isEqualTo("a:paid? b:PLACED");
    }

    @Test
    void an_answer_to_a_token_in_the_url_may_know_less_and_confirms_nothing() {
        tab.run("""
                const command = orders.command('/place');
                rows.optimistic('a', { status: 'paid' }, command);
                await command;
                await refresh(orders.query('/orders?after=3'));
                """);

        assertThat(shown()).isEqualTo("a:paid? b:placed");
    }

    @Test
    void an_answer_that_a_later_one_has_overtaken_changes_nothing() {
        Answer old = answer("a:placed", "b:placed").held();
        tab.server().answers("/orders", old, answer("a:PAID", "b:placed"));
        tab.run("window.asked_before = orders.query('/orders')");
        tab.page().waitForCondition(() -> tab.server().asked().size() == 2);
        tab.run("""
                const command = orders.command('/place');
                rows.optimistic('a', { status: 'paid' }, command);
                await command;
                await refresh();
                """);

        old.release();
        tab.run("await refresh(asked_before)");

        assertThat(shown()).isEqualTo("a:PAID b:placed");
    }

    @Test
    void a_row_that_the_server_deletes_goes_even_if_a_change_of_it_is_pending() {
        list("b:placed");
        tab.run("""
                rows.optimistic('a', { status: 'paid' }, new Promise(() => {}));
                await refresh();
                """);

        assertThat(shown()).isEqualTo("b:placed");
    }

    @Test
    void a_row_that_is_to_go_is_hidden_and_comes_back_if_the_command_fails() {
        tab.run("""
                const gone = Promise.withResolvers();
                rows.optimistic('a', null, gone.promise);
                gone.reject(new Error('refused'));
                await failure(gone.promise);
                """);

        assertThat(tab.run("return shown.at(-2)")).isEqualTo("b:placed");
        assertThat(shown()).isEqualTo("a:placed b:placed");
    }

    @Test
    void an_answer_that_is_not_fresh_changes_nothing() {
        Object changes = tab.run("""
                rows.fresh({ state: 'pending', retryAfterMs: 50 }, []);
                rows.fresh({ state: 'parked', detail: '' }, []);
                return shown.length;
                """);

        assertThat(changes).isEqualTo(1);
    }

    @Test
    void a_token_that_was_dropped_settles_what_waited_for_it() {
        tab.run(
                "const command = orders.command('/place'); rows.optimistic('a', { status: 'paid' }, command); await command");
        tab.server()
                .answers(
                        "/orders",
                        Answer.problem(400, "urn:readside:token", "Another log."),
                        answer("a:placed", "b:placed"));

        tab.run("await refresh()");

        assertThat(shown()).isEqualTo("a:placed b:placed");
    }
}
