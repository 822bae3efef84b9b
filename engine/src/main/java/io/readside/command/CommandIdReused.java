package io.readside.command;

import java.io.Serial;

/** A client's key was used before for something else; nothing was appended. */
public final class CommandIdReused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CommandIdReused(CommandId id) {
        super("The key of this command was used before in " + id.scope()
                + " for a command with other content. Nothing was appended; choose a new key for a new command.");
    }
}
