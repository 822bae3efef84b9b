package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.AddScriptTagOptions;
import io.readside.browser.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("debian")
@ExtendWith(Chromium.class)
class SampleTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "browser.md");

    @Test
    void the_sample_of_the_documentation_does_what_it_says(Tab tab) throws IOException {
        Matcher sample = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(sample.find()).isTrue();
        tab.server()
                .answers(
                        "/orders",
                        Answer.ok("{'orderId':'1','version':7}"),
                        Answer.pending(50),
                        Answer.ok("{'orders':[{'orderId':'1','by':'server'}]}"));
        tab.run(
                "window.shown = []; window.show = (list) => shown.push(list.map(({ row, pending }) => row.orderId + ' ' + row.by + ' ' + pending).join());");
        tab.page()
                .addScriptTag(new AddScriptTagOptions()
                        .setType("module")
                        .setContent(sample.group(1) + "window.placed = place({ by: 'me' });"));

        tab.run("await window.placed");

        assertThat(tab.run("return shown.join(' | ')")).isEqualTo("undefined me true | 1 me true | 1 server false");
        assertThat(tab.server().asked())
                .containsExactly("POST /orders", "GET /orders?limit=50&after=7", "GET /orders?limit=50&after=7");
    }
}
