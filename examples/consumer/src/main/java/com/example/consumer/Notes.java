package com.example.consumer;

import io.readside.event.Events;
import io.readside.projection.Projection;

/** What happens to notes, and what is shown of them. */
final class Notes {

    record NoteWritten(String text) {}

    record Note(String noteId, String text, long revisions) {}

    static final Events<NoteWritten> EVENTS =
            Events.of("note", NoteWritten.class).type(NoteWritten.class).build();

    static final Projection<Note> NOTE = Projection.named("note", Note.class)
            .from(EVENTS)
            .keyedByStream()
            .fold(
                    NoteWritten.class,
                    (key, row, event) ->
                            new Note(key.text(0), event.payload().text(), row == null ? 1 : row.revisions() + 1))
            .build();

    private Notes() {}
}
