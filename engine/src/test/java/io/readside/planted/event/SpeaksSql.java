package io.readside.planted.event;

import java.sql.Connection;

/** SQL outside of an adapter. */
public interface SpeaksSql {

    Connection connection();
}
