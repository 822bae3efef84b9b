package io.readside.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The shop in a browser of its own, found by what people see or hear. */
final class Visit implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Visit(Browser browser) {
        this(browser, new Browser.NewContextOptions());
    }

    Visit(Browser browser, Browser.NewContextOptions options) {
        context = browser.newContext(options);
        page = context.newPage();
        page.onRequest(request -> asked.add(request.method() + " " + request.url()));
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
    }

    Visit to(DemoShop shop) {
        page.navigate(shop.url());
        return this;
    }

    Page page() {
        return page;
    }

    /** Method and address of all that it has asked for, in order. */
    List<String> asked() {
        return asked;
    }

    /** What the console says, refusals of the content security policy among it. */
    List<String> complaints() {
        return complaints;
    }

    /** The queries of the writer's list, in order. */
    List<String> queries() {
        return asked.stream().filter(one -> one.contains("/orders?limit=6")).toList();
    }

    void customer(String name) {
        page.getByLabel("Customer").fill(name);
    }

    void place() {
        button(Pattern.compile("Place order")).click();
    }

    Locator button(Pattern name) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name));
    }

    Locator region(String name) {
        return page.getByRole(AriaRole.REGION, new GetByRoleOptions().setName(name));
    }

    Locator slowness() {
        return page.getByRole(AriaRole.SLIDER);
    }

    Locator status() {
        return page.getByRole(AriaRole.STATUS);
    }

    Locator orders() {
        return region("Newest orders").getByRole(AriaRole.LISTITEM);
    }

    Locator orderOf(String customer) {
        return orders().filter(new Locator.FilterOptions().setHasText(customer));
    }

    Locator gate() {
        return region("What the gate did").getByRole(AriaRole.LISTITEM);
    }

    Locator seenByVisitor() {
        return region("A visitor who did not write").getByRole(AriaRole.LISTITEM);
    }

    @Override
    public void close() {
        context.close();
    }
}
