package io.readside.postgres;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the adapter logs while a test runs. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Logger ADAPTER = (Logger) LoggerFactory.getLogger("io.readside.postgres");

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    LogLines() {
        start();
        ADAPTER.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    List<String> of(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        ADAPTER.detachAppender(this);
    }
}
