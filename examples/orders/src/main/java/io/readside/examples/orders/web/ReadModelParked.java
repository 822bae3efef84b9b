package io.readside.examples.orders.web;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The read model cannot answer before an operator has looked. */
final class ReadModelParked extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadModelParked(String reason) {
        super(reason);
    }

    ProblemDetail problem() {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Asking again does not help: " + getMessage() + " Add stale=true to see what there was before it.");
        problem.setType(URI.create("urn:readside:parked"));
        problem.setTitle("Parked");
        return problem;
    }
}
