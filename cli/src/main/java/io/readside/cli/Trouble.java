package io.readside.cli;

import io.readside.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command cannot do what it was asked to; the message and the way out are for the person who asked. */
final class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;
    private final ExitCode exitCode;
    private final transient Map<String, Object> details;

    Trouble(String message, String hint) {
        this(message, hint, ExitCode.FAILED);
    }

    Trouble(String message, String hint, ExitCode exitCode) {
        this(message, hint, exitCode, Map.of());
    }

    /** @param details more members of the JSON form */
    Trouble(String message, String hint, Map<String, Object> details) {
        this(message, hint, ExitCode.FAILED, details);
    }

    private Trouble(String message, String hint, ExitCode exitCode, Map<String, Object> details) {
        super(message);
        this.hint = hint;
        this.exitCode = exitCode;
        this.details = Map.copyOf(details);
    }

    /** On stderr. */
    void tell(Io io, boolean json) {
        if (json) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("error", getMessage());
            members.put("hint", hint);
            members.putAll(details);
            io.err().println(Json.write(members));
        } else {
            io.err().println("readside: " + getMessage());
            io.err().println("          " + hint);
        }
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
