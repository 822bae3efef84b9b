package io.readside.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.Map;

/** A tab of a browser of its own, on an empty page of a server whose answers are scripted. */
final class Tab implements AutoCloseable {

    private final Browser browser;
    private final ScriptedServer server;
    private final BrowserContext context;
    private final Page page;

    private Tab(Browser browser, ScriptedServer server) {
        this.browser = browser;
        this.server = server;
        this.context = browser.newContext();
        this.page = context.newPage();
        page.navigate(server.url() + "/page");
    }

    static Tab open(Browser browser) {
        return new Tab(browser, ScriptedServer.start());
    }

    /** A tab of another browser that looks at the same server. */
    Tab elsewhere() {
        return new Tab(browser, server);
    }

    ScriptedServer server() {
        return server;
    }

    Page page() {
        return page;
    }

    /** Runs the body of an asynchronous function; what it declares as {@code window.…} stays until the tab goes elsewhere. */
    Object run(String javaScript) {
        return page.evaluate("async () => {"
                + " const { readside, ReadsideError } = await import('/webjars/readside/readside.js');"
                + " const failure = (promise) => promise.then(() => 'no failure', (e) =>"
                + "     ({ name: e.name, status: e.status, message: e.message, type: e.problem?.type, known: e instanceof ReadsideError }));\n"
                + javaScript + "}");
    }

    @SuppressWarnings("unchecked") // an object of JavaScript has texts for keys
    Map<String, Object> object(String javaScript) {
        return (Map<String, Object>) run(javaScript);
    }

    @Override
    public void close() {
        context.close();
        server.close();
    }
}
