package io.readside.spring;

import io.readside.event.VersionToken;

/**
 * A bean that hears the token of each append and each command through {@link io.readside.Readside} or the {@link
 * TransactionalAppender}: after the commit, in the thread that wrote. It must not throw: the events are in the log.
 */
@FunctionalInterface
public interface TokenListener {

    void written(VersionToken token);
}
