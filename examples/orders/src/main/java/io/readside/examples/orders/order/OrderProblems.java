package io.readside.examples.orders.order;

import io.readside.command.CommandIdReused;
import io.readside.eventlog.WrongExpectedVersion;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What it means to a client that a command was refused. */
@RestControllerAdvice
@Order(0)
class OrderProblems {

    @ExceptionHandler
    ProblemDetail noSuchOrder(NoSuchOrder e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail ruleBroken(RuleBroken e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail keyReused(CommandIdReused e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail tooBusy(WrongExpectedVersion e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT,
                "Other commands kept changing this order while this one was decided; nothing happened. Send it again.");
    }
}
