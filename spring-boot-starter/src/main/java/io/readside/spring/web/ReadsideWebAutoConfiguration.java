package io.readside.spring.web;

import io.readside.Readside;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import io.readside.spring.DeclaredVersions;
import io.readside.spring.ReadsideAutoConfiguration;
import io.readside.spring.ReadsideProperties;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** What Readside does for the controllers of a servlet application. */
@AutoConfiguration(
        after = ReadsideAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean({Readside.class, ReadStore.class})
@EnableConfigurationProperties(ReadsideProperties.class)
public class ReadsideWebAutoConfiguration {

    @Bean
    static RequestTokens readsideRequestTokens(ReadsideProperties properties) {
        return new RequestTokens(properties.token());
    }

    @Bean
    FreshEvents readsideFreshEvents(ReadsideProperties properties) {
        return new FreshEvents(properties.sse().longestWait(), FreshEvents.LOOK_FOR_READER);
    }

    @Bean
    RefusedTokens readsideRefusedTokens(RequestTokens tokens) {
        return new RefusedTokens(tokens);
    }

    @Bean
    AnswerAdvice readsideAnswerAdvice(ObjectProvider<JsonMapper> mapper) {
        return new AnswerAdvice(new AnswerBodies(mapper.getIfAvailable(JsonMapper::shared)));
    }

    @Bean
    ReadsideProblems readsideProblems() {
        return new ReadsideProblems();
    }

    @Bean
    GatedNames readsideGatedNames(
            ReadStore store, ObjectProvider<Projection<?>> projections, ObjectProvider<MaterializedView> views) {
        return new GatedNames(
                store,
                DeclaredVersions.newest(projections.orderedStream()),
                views.orderedStream().toList());
    }

    @Bean
    GateCheck readsideGateCheck(ObjectProvider<RequestMappingHandlerMapping> mappings, GatedNames names) {
        return new GateCheck(mappings.stream().toList(), names);
    }

    @Bean
    WebMvcConfigurer readsideWebMvc(
            Readside readside, RequestTokens tokens, GatedNames names, ReadsideProperties properties) {
        GatedReadsArguments arguments = new GatedReadsArguments(readside, tokens, properties.longestWait());
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(arguments);
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new GateInterceptor(names, arguments));
            }
        };
    }
}
