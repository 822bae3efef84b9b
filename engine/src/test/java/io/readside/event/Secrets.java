package io.readside.event;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a log would print of an exception, causes included. */
final class Secrets {

    private Secrets() {}

    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
