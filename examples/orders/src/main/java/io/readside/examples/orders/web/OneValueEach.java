package io.readside.examples.orders.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses a question with two values for one parameter: to take either of two tokens would be a guess. */
@Component
class OneValueEach implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getMethod().equals("GET")) {
            request.getParameterMap().values().forEach(OneValueEach::requireOne);
        }
        return true;
    }

    private static void requireOne(String[] values) {
        if (values.length > 1) {
            throw new Invalid("A parameter stands " + values.length + " times in the query. Send it once; of several"
                    + " version tokens the highest.");
        }
    }
}
