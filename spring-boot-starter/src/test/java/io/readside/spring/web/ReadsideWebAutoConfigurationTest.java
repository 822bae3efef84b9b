package io.readside.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.Events;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import io.readside.spring.ReadsideAutoConfiguration;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What is set, what is left out, and keys that are parked; log and read model are in memory. */
class ReadsideWebAutoConfigurationTest {

    record Opened(String id) {}

    record Account(String id) {}

    private static final Events<Opened> EVENTS =
            Events.of("account", Opened.class).type(Opened.class).build();

    private static final Projection<Account> ACCOUNT = Projection.named("account", Account.class)
            .from(EVENTS)
            .keyedBy(Opened::id)
            .insert(Opened.class, e -> new Account(e.id()))
            .build();

    @RestController
    static class Accounts {

        private final Readside readside;
        private final Projection<Account> account;
        private final FreshEvents events;

        Accounts(Readside readside, Projection<Account> account, FreshEvents events) {
            this.readside = readside;
            this.account = account;
            this.events = events;
        }

        @PostMapping("/accounts/{id}")
        void open(@PathVariable String id) {
            readside.append(EVENTS.stream(id), ExpectedVersion.any(), new Opened(id));
        }

        @GetMapping("/accounts/{id}")
        Answer<Optional<Account>> one(@PathVariable String id, GatedReads reads) {
            return reads.of(account).row(id);
        }

        @GetMapping("/accounts")
        Answer<List<Account>> all(GatedReads reads) {
            return reads.of(account).rows(10);
        }

        @GetMapping(path = "/gated", produces = "text/csv")
        @Gated("account")
        String gated() {
            return "all";
        }

        @GetMapping("/fresh")
        SseEmitter fresh(GatedReads reads) {
            return events.of(reads.of(account), reads);
        }
    }

    @RestController
    static class MisspeltGate {

        @GetMapping("/gated")
        @Gated({"account", "acount"})
        String gated() {
            return "";
        }
    }

    private static WebApplicationContextRunner application() {
        return application(ACCOUNT);
    }

    private static WebApplicationContextRunner application(Projection<Account> account) {
        return new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ReadsideAutoConfiguration.class,
                        ReadsideWebAutoConfiguration.class,
                        JacksonAutoConfiguration.class,
                        HttpMessageConvertersAutoConfiguration.class,
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class))
                .withBean(DataSource.class, SimpleDriverDataSource::new)
                .withBean(EventLog.class, () -> MemoryLog.create(InstantSource.system()))
                .withBean(ReadStore.class, () -> MemoryReadStore.atomic(InstantSource.system()))
                .withBean("account", Projection.class, () -> account)
                .withPropertyValues("readside.lag-interval=0", "readside.wait=20s");
    }

    private static MockHttpServletResponse send(WebApplicationContext context, MockHttpServletRequestBuilder request)
            throws Exception {
        MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
        return mvc.perform(request).andReturn().getResponse();
    }

    private static MockHttpServletRequestBuilder get(String path) {
        return MockMvcRequestBuilders.get(path);
    }

    private static MockHttpServletRequestBuilder post(String path) {
        return MockMvcRequestBuilders.post(path);
    }

    @Test
    void header_and_cookie_have_the_names_that_are_set() {
        application()
                .withUserConfiguration(Accounts.class)
                .withPropertyValues("readside.token.header.name=X-Seen", "readside.token.cookie.name=seen")
                .run(context -> {
                    MockHttpServletResponse written = send(context, post("/accounts/1"));

                    assertThat(written.getHeader("X-Seen")).isEqualTo("1");
                    assertThat(written.getCookie("seen")).isNotNull();
                    assertThat(send(context, get("/accounts/1").header("X-Seen", "9"))
                                    .getStatus())
                            .isEqualTo(400);
                    assertThat(send(context, get("/accounts/1").cookie(new Cookie("seen", "9")))
                                    .getStatus())
                            .isEqualTo(400);
                });
    }

    @Test
    void what_is_turned_off_is_neither_sent_nor_read() {
        application()
                .withUserConfiguration(Accounts.class)
                .withPropertyValues("readside.token.header.enabled=false", "readside.token.cookie.enabled=false")
                .run(context -> {
                    MockHttpServletResponse written = send(context, post("/accounts/1"));

                    assertThat(written.getHeader("Readside-Version")).isNull();
                    assertThat(written.getCookies()).isEmpty();
                    assertThat(send(
                                            context,
                                            get("/accounts")
                                                    .header("Readside-Version", "nonsense")
                                                    .cookie(new Cookie("readside-version", "nonsense")))
                                    .getStatus())
                            .isEqualTo(200);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readside.token.cookie.name=a b",
                "readside.token.header.name=",
                "readside.wait=-1s",
                "readside.sse.wait=-1s",
                "readside.health.timeout=0"
            })
    void what_cannot_work_ends_the_start_with_its_name(String property) {
        application()
                .withPropertyValues(property)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageStartingWith(property.split("=")[0] + " is "));
    }

    @Test
    void a_readside_of_the_applications_own_is_good_for_the_web_too() {
        application()
                .withPropertyValues("readside.enabled=false")
                .withUserConfiguration(Accounts.class)
                .withBean(
                        Readside.class,
                        () -> Readside.inMemory().project(ACCOUNT).start())
                .run(context -> assertThat(send(context, get("/accounts/none")).getStatus())
                        .isEqualTo(404));
    }

    @Test
    void a_gate_is_asked_of_what_is_forwarded_too() {
        application()
                .withUserConfiguration(Accounts.class)
                .withPropertyValues("readside.workers=false", "readside.wait=0")
                .run(context -> {
                    String late = openTwice(context, "1");
                    MockHttpServletRequestBuilder forwarded = get("/gated?after=" + late)
                            .with(request -> {
                                request.setDispatcherType(DispatcherType.FORWARD);
                                return request;
                            });

                    assertThat(send(context, forwarded).getContentAsString()).contains("consistencyPending");
                    assertThat(send(context, get("/gated").accept("text/csv")).getContentAsString())
                            .isEqualTo("all");
                    assertThat(send(context, get("/gated?after=" + late).accept("text/csv"))
                                    .getContentAsString())
                            .contains("consistencyPending");
                });
    }

    @Test
    void without_spring_mvc_the_starter_does_without_the_web() {
        application()
                .withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
                .run(context ->
                        assertThat(context).hasSingleBean(Readside.class).doesNotHaveBean(RequestTokens.class));
    }

    @Test
    void a_gate_in_front_of_a_read_model_that_does_not_exist_ends_the_start() {
        application()
                .withUserConfiguration(MisspeltGate.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasMessageContainingAll("MisspeltGate#gated", "[acount]", "account", "mend the name"));
    }

    @Test
    void a_parked_key_is_503_or_stale_and_a_list_counts_it() {
        application().withUserConfiguration(Accounts.class).run(context -> {
            String token = openTwice(context, "1");

            MockHttpServletResponse parked = send(context, get("/accounts/1?after=" + token));
            MockHttpServletResponse stale = send(context, get("/accounts/1?stale=true&after=" + token));
            MockHttpServletResponse list = send(context, get("/accounts?after=" + token));

            assertThat(parked.getStatus()).isEqualTo(503);
            assertThat(parked.getContentType()).isEqualTo("application/problem+json");
            assertThat(parked.getContentAsString()).contains("urn:readside:parked");
            assertThat(stale.getStatus()).isEqualTo(200);
            assertThat(stale.getContentAsString()).contains("\"id\":\"1\"", "\"stale\":true");
            assertThat(list.getStatus()).isEqualTo(200);
            assertThat(list.getHeader("Readside-Parked-Keys")).isEqualTo("1");
        });
    }

    /** The second event of the account cannot be applied. */
    private static String openTwice(WebApplicationContext context, String id) {
        Readside readside = context.getBean(Readside.class);
        VersionToken token = VersionToken.parse("0");
        for (int i = 0; i < 2; i++) {
            token = readside.append(EVENTS.stream(id), ExpectedVersion.any(), new Opened(id))
                    .token();
        }
        return token.toString();
    }

    @Test
    void one_event_tells_of_a_read_model_that_has_stopped() {
        Projection<Account> stopping = Projection.named("account", Account.class)
                .from(EVENTS)
                .keyedBy(Opened::id)
                .insert(Opened.class, e -> new Account(e.id()))
                .onPoison(OnPoison.STOP)
                .build();
        application(stopping).withUserConfiguration(Accounts.class).run(context -> {
            String token = openTwice(context, "1");
            assertThat(send(context, get("/accounts?after=" + token)).getStatus())
                    .as("once it has met the event")
                    .isEqualTo(503);

            String told = send(context, get("/fresh?after=" + token)).getContentAsString();

            assertThat(told).matches("(?s)event:parked\ndata:\\{\"detail\":\"[^\"]*account[^\"]*\"}\n\n");
        });
    }
}
