package io.readside.examples.orders.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the server sends requests that failed outside of a controller. */
@RestController
class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    ProblemDetail error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = status instanceof Integer code ? HttpStatus.resolve(code) : null;
        ProblemDetail problem = ProblemDetail.forStatus(known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known);
        problem.setDetail("The request could not be handled; the log of the application may say why.");
        return problem;
    }
}
