package io.readside.postgres;

import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view of a read model's name, and the ways in which it comes to show another generation. The lock that readers wait for is
 * taken last; only the change of a few catalog rows comes after it.
 */
final class NameView {

    private static final Logger LOG = LoggerFactory.getLogger(NameView.class);
    private static final String PRESENT = Sql.statement("swap/present");

    private final Connection connection;
    private final PhysicalTable next;
    private final ViewShape shape;

    /**
     * @param next what it is to show
     * @param shape of the view of its version
     */
    NameView(Connection connection, PhysicalTable next, ViewShape shape) {
        this.connection = connection;
        this.next = next;
        this.shape = shape;
    }

    /** By another query; if its columns do not allow that, by another view in its place. */
    void replace() throws SQLException {
        ViewShape now = ViewShape.of(connection, next.view());
        if (shape.continues(now)) {
            run(ViewShape.replacing(connection, next.view(), shape.over(next.table())));
        } else {
            exchange(Dependents.ofView(connection, next.view()));
        }
    }

    /**
     * The inverse. Columns that were added and that something depends on by now stay, and are null: a way back must not be cut
     * off by those who have used the way forth.
     */
    void replaceBack() throws SQLException {
        ViewShape now = ViewShape.of(connection, next.view());
        List<String> dependents = Dependents.ofView(connection, next.view());
        if (!shape.continues(now) && now.continues(shape) && !dependents.isEmpty()) {
            LOG.warn(
                    "View {} keeps the columns that {} lacks, as nulls, since these depend on it: {}.",
                    next.view(),
                    next.name(),
                    String.join(", ", dependents));
            run(ViewShape.replacing(connection, next.view(), shape.over(next.table(), now)));
        } else {
            replace();
        }
    }

    private void exchange(List<String> dependents) throws SQLException {
        if (!dependents.isEmpty()) {
            throw new SwapRefused("View " + next.view() + " has other columns than " + next.name()
                    + " begins with, so it has to be dropped and made anew, and these depend on it: "
                    + String.join(", ", dependents)
                    + ". Drop them, and make them anew afterwards. Nothing was changed.");
        }
        makeBeside();
        run("drop view " + next.view() + "; alter view " + next.greenView() + " rename to " + next.viewName());
    }

    /** Makes the view that is to take the name, with the rights of the one that has it. */
    private void makeBeside() throws SQLException {
        requireFree(next.greenView());
        run("create view " + next.greenView() + " as " + shape.over(next.table()));
        hand(next.view(), next.greenView());
    }

    private void requireFree(String view) throws SQLException {
        if (isPresent(view)) {
            throw new SwapRefused("The name " + view
                    + " is needed for a moment and is taken. Drop it or rename it. Nothing was changed.");
        }
    }

    private boolean isPresent(String view) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PRESENT)) {
            query.setString(1, view);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void hand(String from, String to) throws SQLException {
        List<String> refused = Rights.copy(connection, from, to, Rights.Extent.WHOLE);
        if (!refused.isEmpty()) {
            throw new SwapRefused("View " + from + " has what " + to + " cannot be given: " + String.join("; ", refused)
                    + ". Nothing was changed.");
        }
    }

    /** By the article's pair of renames: the view that showed the other generation stays, under a name of its own. */
    void rename() throws SQLException {
        requireNoDependents();
        requireFree(next.blueView());
        makeBeside();
        run("alter table " + next.view() + " rename to " + next.blueViewName() + "; alter table " + next.greenView()
                + " rename to " + next.viewName());
    }

    /** The inverse; if somebody has dropped the view that is to come back, or has built on the one that is to go, the other way. */
    void renameBack() throws SQLException {
        boolean isThere = isPresent(next.blueView());
        if (!isThere || !Dependents.ofView(connection, next.view()).isEmpty()) {
            if (isThere && Dependents.ofView(connection, next.blueView()).isEmpty()) {
                run("drop view " + next.blueView());
            }
            replaceBack();
            return;
        }
        requireFree(next.greenView());
        hand(next.view(), next.blueView());
        run("alter table " + next.view() + " rename to " + next.greenViewName() + "; alter table " + next.blueView()
                + " rename to " + next.viewName() + "; drop view " + next.greenView());
    }

    private void requireNoDependents() throws SQLException {
        ViewShape unused = ViewShape.of(connection, next.view());
        List<String> dependents = Dependents.ofView(connection, next.view());
        if (!dependents.isEmpty()) {
            throw new SwapRefused(
                    "View " + next.view() + " cannot be renamed, since these depend on it and would stay with"
                            + " it: " + String.join(", ", dependents)
                            + ". Swap without renaming, which takes them along, or drop"
                            + " them first. Nothing was changed.");
        }
    }

    private void run(String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
