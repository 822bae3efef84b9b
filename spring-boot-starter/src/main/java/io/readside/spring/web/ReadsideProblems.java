package io.readside.spring.web;

import io.readside.event.InvalidToken;
import io.readside.eventlog.LogUnavailable;
import io.readside.readstore.StoreUnavailable;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers what Readside throws by problem details (RFC 9457). It stands where Spring Boot's own problem details stand, before
 * advice without an order, so that an application's handler for any {@code Exception} does not turn a bad token into a 500. Advice
 * with an order below 0 goes first.
 */
@ControllerAdvice
@Order(0)
final class ReadsideProblems {

    private static final Logger LOG = LoggerFactory.getLogger(ReadsideProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidToken e) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        problem.setType(URI.create("urn:readside:token"));
        problem.setTitle("Token refused");
        return answered(problem, new HttpHeaders());
    }

    @ExceptionHandler({LogUnavailable.class, StoreUnavailable.class})
    ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        LOG.debug(
                "Answered 503: {}", e.getMessage()); // the engine tells of an outage once, this would for each request
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database cannot be reached. A command may or may not have been kept.");
        return answered(problem, headers);
    }

    private static ResponseEntity<ProblemDetail> answered(ProblemDetail problem, HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl(CacheControl.noStore());
        return new ResponseEntity<>(problem, headers, problem.getStatus());
    }
}
