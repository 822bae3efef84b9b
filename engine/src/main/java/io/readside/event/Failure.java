package io.readside.event;

/** An exception of somebody else's code, told without its message: that may quote a payload. */
public final class Failure {

    private Failure() {}

    /** Its class and the place where it was thrown. */
    public static String withoutMessage(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
