package io.readside.testkit;

import io.readside.readstore.Intent;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import java.time.Duration;

/** Stores that get one thing wrong when an intent is carried out and reported in one act. */
final class BrokenReports {

    private BrokenReports() {}

    static class ReportsNothing extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds reporting(Reporting reporting) {
                    return honest.rebuilds();
                }
            };
        }
    }

    /** Does it again, and tells those who asked the second time. */
    static class CarriesOutTwice extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds reporting(Reporting reporting) {
                    boolean isReported = honest.intents()
                            .find(reporting.intent())
                            .flatMap(Intent::report)
                            .isPresent();
                    return isReported ? honest.rebuilds() : super.reporting(reporting);
                }
            };
        }
    }

    static class ReportsBeforehand extends TamperedStore {
        @Override
        public Rebuilds rebuilds() {
            return new Forwarding.ToRebuilds(honest.rebuilds()) {
                @Override
                public Rebuilds reporting(Reporting reporting) {
                    return new Forwarding.ToRebuilds(honest.rebuilds()) {
                        @Override
                        public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
                            honest.intents().report(reporting.intent(), reporting.report(rebuild));
                            return super.drop(rebuild, note, lockTimeout);
                        }
                    };
                }
            };
        }
    }
}
