package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void all_parts_of_a_libpq_url_are_read() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql://us%40er:p%2Fw%3A+%25@db.example:6543/my%20db?sslmode=require&application_name=x");

        assertThat(url)
                .isEqualTo(new DatabaseUrl(
                        List.of("db.example"),
                        List.of(6543),
                        "my db",
                        "us@er",
                        "p/w:+%",
                        Map.of("sslmode", "require", "ApplicationName", "x")));
    }

    @Test
    void a_jdbc_url_carries_its_login_as_parameters() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://db/orders?user=ann&password=a+b%26");

        assertThat(url.user()).isEqualTo("ann");
        assertThat(url.password()).isEqualTo("a b&");
        assertThat(url.parameters()).isEmpty();
    }

    @Test
    void ipv6_several_hosts_and_defaults_are_understood() {
        assertThat(DatabaseUrl.parse("postgresql://[::1]:5433/x").place()).isEqualTo("[::1]:5433");
        assertThat(DatabaseUrl.parse("postgres://[2001:db8::1]/x").place()).isEqualTo("[2001:db8::1]:5432");
        assertThat(DatabaseUrl.parse("postgresql://a,b:6000/x").place()).isEqualTo("a:5432,b:6000");
        assertThat(DatabaseUrl.parse("postgresql:///x").place()).isEqualTo("localhost:5432");
        assertThat(DatabaseUrl.parse("postgresql://h").database()).isNull();
    }

    @Test
    void no_login_is_printed() {
        assertThat(DatabaseUrl.parse("postgresql://ann:secret@db/orders?password=secret"))
                .hasToString("postgresql://db:5432/orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "mysql://u:secret@h/d",
                "postgresql://u:secret@h:port/d",
                "postgresql://u:secret@h:70000/d",
                "postgresql://u:secret%2@h/d",
                "postgresql://u:secret%ff@h/d",
                "postgresql://u:secret@[::1/d",
                "postgresql://u:secret@h/d?sslmode"
            })
    void what_is_no_url_is_refused_without_being_shown(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
