package io.readside.spring;

import io.readside.event.VersionToken;
import java.util.Optional;

/** The token of an append whose transaction may still be open. */
public final class PromisedToken {

    private volatile Optional<VersionToken> token = Optional.empty();

    PromisedToken() {}

    void keep(VersionToken kept) {
        token = Optional.of(kept);
    }

    /**
     * For the writer's next read.
     *
     * @throws IllegalStateException before the commit, and for ever if the transaction was rolled back
     */
    public VersionToken token() {
        return token.orElseThrow(
                () -> new IllegalStateException(
                        "The transaction of this append has not committed, so there is no version token. Ask after the commit."));
    }
}
