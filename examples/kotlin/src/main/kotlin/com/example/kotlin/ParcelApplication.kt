package com.example.kotlin

import io.readside.consistency.Answer
import io.readside.eventlog.ExpectedVersion
import io.readside.projection.Projection
import io.readside.spring.TransactionalAppender
import io.readside.spring.web.GatedReads
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.runApplication
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.PutMapping
import org.springframework.web.bind.annotation.RestController
import java.util.Optional

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ParcelApplication {
    @Bean
    fun parcel(): Projection<Parcel> = PARCEL

    @Bean
    fun parcels(appender: TransactionalAppender) = ParcelController(appender)
}

@RestController
class ParcelController(private val appender: TransactionalAppender) {
    @PutMapping("/parcels/{id}/{city}")
    fun send(@PathVariable id: String, @PathVariable city: String): Any =
        appender.append(PARCELS.stream(id), ExpectedVersion.none(), ParcelSent(id, city)).token().toJson()

    @GetMapping("/parcels/{id}")
    fun one(@PathVariable id: String, reads: GatedReads): Answer<Optional<Parcel>> = reads.of(PARCEL).row(id)
}

/** What a screen shows; the compiler sees that no kind of answer was forgotten. */
fun describe(answer: Answer<Optional<Parcel>>): String = when (answer) {
    is Answer.Fresh -> answer.value().map { "in ${it.city}" }.orElse("unknown")
    is Answer.Pending -> "known in ${answer.retryAfter().toMillis()} ms"
    is Answer.Parked -> "not known: ${answer.reason()}"
}

fun main(args: Array<String>) {
    runApplication<ParcelApplication>(*args)
}
