package io.readside.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the statements that undo what somebody has done to a read model's views by hand, past the fences. */
final class ChangedViews {

    private record View(String schema, String name, int version, boolean showsActive, String text) {

        String qualified() {
            return quoted(schema) + "." + quoted(name);
        }
    }

    private final String name;
    private final List<View> views;

    private ChangedViews(String name, List<View> views) {
        this.name = name;
        this.views = views;
    }

    static ChangedViews of(Database database, String name) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.VIEWS_OF)) {
            query.setString(1, name);
            List<View> views = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    views.add(new View(
                            row.getString(1), row.getString(2), row.getInt(4), row.getBoolean(5), row.getString(6)));
                }
            }
            return new ChangedViews(name, views);
        } catch (SQLException e) {
            throw database.outOfReach(e);
        }
    }

    /** In SQL; empty: nothing shows the active generation any more, so there is nothing to begin with. */
    Optional<String> remedy() {
        return views.stream()
                .filter(view -> view.showsActive() && !view.name().matches(name + "_v[0-9]+"))
                .findFirst()
                .map(this::renameBack)
                .or(() -> views.stream().filter(View::showsActive).findFirst().map(this::replace));
    }

    /** The view of the name has become another one's: each gets back the name that it had. */
    private String renameBack(View renamed) {
        String back = "alter view " + renamed.qualified() + " rename to " + quoted(name) + ";";
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .map(intruder -> "alter view " + intruder.qualified() + " rename to "
                        + quoted(name + "_v" + intruder.version()) + "; " + back)
                .orElse(back);
    }

    private String replace(View ofItsVersion) {
        return "create or replace view " + quoted(ofItsVersion.schema()) + "." + quoted(name) + " as "
                + ofItsVersion.text().replaceAll("\\s+", " ").strip();
    }

    private static String quoted(String identifier) {
        return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
