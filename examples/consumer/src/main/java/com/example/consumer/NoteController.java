package com.example.consumer;

import com.example.consumer.Notes.Note;
import com.example.consumer.Notes.NoteWritten;
import io.readside.consistency.Answer;
import io.readside.eventlog.ExpectedVersion;
import io.readside.spring.TransactionalAppender;
import io.readside.spring.web.GatedReads;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class NoteController {

    private final TransactionalAppender appender;
    private final JdbcClient jdbc;

    NoteController(TransactionalAppender appender, JdbcClient jdbc) {
        this.appender = appender;
        this.jdbc = jdbc;
    }

    /** The row of the application's own table and the event are kept together, or neither. */
    @PutMapping("/notes/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Transactional
    public void write(@PathVariable String id, @RequestBody NoteWritten note) {
        jdbc.sql("insert into audit (note_id) values (?)").param(id).update();
        appender.append(Notes.EVENTS.stream(id), ExpectedVersion.any(), note);
        if (note.text().isBlank()) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "A note has a text.");
        }
    }

    @GetMapping("/notes/{id}")
    Answer<Optional<Note>> read(@PathVariable String id, GatedReads reads) {
        return reads.of(Notes.NOTE).row(id);
    }
}
