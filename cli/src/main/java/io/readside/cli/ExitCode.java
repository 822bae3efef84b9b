package io.readside.cli;

/** What the process returns. */
enum ExitCode {
    GOOD(0),
    FAILED(1),
    WRONG_USAGE(2),
    FOUND_SOMETHING(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
