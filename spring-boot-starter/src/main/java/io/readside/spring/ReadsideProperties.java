package io.readside.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * What can be set about Readside in an application.
 *
 * @param enabled whether Readside is set up at all
 * @param workers whether this process applies events; if not, it reads and writes only, and another process applies
 * @param batchSizeEvents most events that one transaction applies; at least 1
 * @param longestWait longest a read waits for a version token; zero never waits
 * @param maxWaiters most reads that wait at a time, fewer than the threads of the web server; the surplus is told
 *     Pending at once
 * @param lagInterval time between two lag records on stderr; zero for none
 * @param installSchema whether what is missing in the databases is created at start; otherwise a gap ends the start
 *     with the command that mends it
 */
@ConfigurationProperties("readside")
public record ReadsideProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean workers,
        @DefaultValue("500") int batchSizeEvents,
        @Name("wait") @DefaultValue("400ms") Duration longestWait,
        @DefaultValue("100") int maxWaiters,
        @DefaultValue("10s") Duration lagInterval,
        @DefaultValue("false") boolean installSchema) {}
