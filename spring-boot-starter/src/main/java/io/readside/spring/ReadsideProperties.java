package io.readside.spring;

import io.readside.rebuild.SwapSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * What can be set about Readside in an application.
 *
 * @param enabled whether Readside is set up at all
 * @param workers whether this process applies events; if not, it reads and writes only, and another process applies
 * @param batchSizeEvents most events that one transaction applies; at least 1
 * @param batchSizeBytes where a page of the log is cut by the size of its payloads, one event is always taken; half of what the rows of a
 *     transaction may take in memory
 * @param leaseTerm how long a read model waits for a process that has gone without a word before another one feeds it; at
 *     least 1 s
 * @param longestWait longest a read waits for a version token; zero never waits
 * @param maxWaiters most reads that wait at a time, fewer than the threads of the web server; the surplus is told
 *     Pending at once
 * @param maxAsyncWaiters the same for reads that wait without a thread, server-sent events among them
 * @param lagInterval time between two lag records on stderr; zero for none
 * @param installSchema whether what is missing in the databases is created at start; otherwise a gap ends the start
 *     with the command that mends it
 * @param rebuild how read models are built anew
 * @param reconcile how read models are set against their events
 * @param token how version tokens travel by themselves in a web application
 * @param sse server-sent events that tell when a read model is fresh
 * @param health component 'readside' of the health endpoint
 */
@ConfigurationProperties("readside")
public record ReadsideProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean workers,
        @DefaultValue("50000") int batchSizeEvents,
        @DefaultValue("4MB") DataSize batchSizeBytes,
        @DefaultValue("5s") Duration leaseTerm,
        @Name("wait") @DefaultValue("400ms") Duration longestWait,
        @DefaultValue("100") int maxWaiters,
        @DefaultValue("10000") int maxAsyncWaiters,
        @DefaultValue("10s") Duration lagInterval,
        @DefaultValue("false") boolean installSchema,
        @DefaultValue Rebuild rebuild,
        @DefaultValue Reconcile reconcile,
        @DefaultValue Token token,
        @DefaultValue Sse sse,
        @DefaultValue Health health) {

    public ReadsideProperties {
        requireNotNegative("readside.wait", longestWait);
        requireNotNegative("readside.lag-interval", lagInterval);
    }

    private static void requireNotNegative(String property, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(property + " is " + time + "; it takes zero or more.");
        }
    }

    /** RFC 6265 and RFC 9110: a token of visible ASCII without separators. */
    private static void requireName(String property, String name) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException(
                    property + " is '" + name + "'; it takes letters, digits and -._~ only.");
        }
    }

    /**
     * How read models are built anew.
     *
     * @param byItself whether the rebuild of a newer version begins as soon as it is deployed; if not, it waits for
     *     './readside rebuild'. Nothing is ever swapped by itself
     * @param share of the time that a rebuild works while events are appended, so that live traffic keeps its pace; above 0, at
     *     most 1. While nothing is appended, it works all the time
     * @param lockTimeout longest time that one attempt to swap keeps readers of the views waiting; at least 1 ms
     * @param tryFor how long a swap is tried again before it gives up
     */
    public record Rebuild(
            @DefaultValue("false") boolean byItself,
            @DefaultValue("0.25") double share,
            @DefaultValue("50ms") Duration lockTimeout,
            @DefaultValue("1m") Duration tryFor) {

        SwapSettings swaps() {
            return new SwapSettings(lockTimeout, tryFor);
        }
    }

    /**
     * How read models are set against their events.
     *
     * @param every how often that is done by itself, one read model after the other; each time reads the whole log. At least
     *     1 s; zero for only when asked. What is wrong is reported and never repaired by itself
     */
    public record Reconcile(@DefaultValue("0s") Duration every) {}

    /**
     * How version tokens travel by themselves in a web application.
     *
     * @param header the header of requests and responses
     * @param cookie the cookie, for browsers
     */
    public record Token(
            @DefaultValue Header header, @DefaultValue Cookie cookie) {

        /**
         * The header of requests and responses.
         *
         * @param enabled whether the token of a write is answered in a header, and read from one
         * @param name what the header is called
         */
        public record Header(
                @DefaultValue("true") boolean enabled,
                @DefaultValue("Readside-Version") String name) {

            public Header {
                requireName("readside.token.header.name", name);
            }
        }

        /**
         * The cookie, for browsers.
         *
         * @param enabled whether the token of a write is answered in a cookie, and read from one
         * @param name what the cookie is called; applications that share a host and not a log need names of their own
         */
        public record Cookie(
                @DefaultValue("true") boolean enabled,
                @DefaultValue("readside-version") String name) {

            public Cookie {
                requireName("readside.token.cookie.name", name);
            }
        }
    }

    /**
     * Server-sent events that tell when a read model is fresh.
     *
     * @param longestWait longest that a stream of events stays open before it says that the read model is not there yet
     */
    public record Sse(@Name("wait") @DefaultValue("30s") Duration longestWait) {

        public Sse {
            requireNotNegative("readside.sse.wait", longestWait);
        }
    }

    /**
     * Component 'readside' of the health endpoint.
     *
     * @param timeout longest that a probe waits for the databases; then it says down
     */
    public record Health(@DefaultValue("2s") Duration timeout) {

        public Health {
            requireNotNegative("readside.health.timeout", timeout.minusMillis(1));
        }
    }
}
