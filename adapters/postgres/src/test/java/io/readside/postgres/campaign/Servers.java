package io.readside.postgres.campaign;

import io.readside.postgres.support.OwnServer;

/** The server that scenes share which do no harm to it. */
final class Servers {

    private static final class Shared {
        static final OwnServer SERVER = OwnServer.start();
    }

    private Servers() {}

    static OwnServer shared() {
        return Shared.SERVER;
    }
}
