package io.readside.testkit;

import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import java.time.InstantSource;

class MemorySubscriptionTest extends SubscriptionContract {

    private final EventLog log = MemoryLog.create(InstantSource.system());

    @Override
    protected EventLog log() {
        return log;
    }
}
