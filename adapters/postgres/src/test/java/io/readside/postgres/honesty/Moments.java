package io.readside.postgres.honesty;

import io.readside.event.VersionToken;
import io.readside.postgres.honesty.Told.Way;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Moments in which a gate may go wrong, brought about step by step. Each tells what a reader was told. */
final class Moments {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String KEY = "a";

    private final Scene scene;
    private final Writer writer;
    private final Asking asking;

    private Moments(Scene scene) {
        this.scene = scene;
        this.writer = scene.writer();
        this.asking = new Asking(scene, "reader");
        scene.startInside();
    }

    /** Events are applied between the look at the rows and what is made of it. */
    static List<Told> appliedBetweenLookAndAnswer(Scene scene) {
        Moments at = new Moments(scene);
        scene.awaitFresh(at.writer.note(KEY));
        scene.valve().close(generation -> true);
        VersionToken second = at.writer.note(KEY);
        scene.meanwhile(() -> {
            scene.valve().open();
            scene.awaitFresh(second);
        });

        List<Told> told = at.row(second, LONG);

        if (!scene.hasHappened()) {
            throw new AssertionError("The reader has not looked.");
        }
        return told;
    }

    /** A position becomes visible after a higher one. */
    static List<Told> gap(Scene scene) throws Exception {
        Moments at = new Moments(scene);
        scene.awaitFresh(at.writer.note("b"));
        List<Told> told = new ArrayList<>();
        try (Writer.Open open = at.writer.open()) {
            VersionToken below = open.note(KEY);
            VersionToken above = at.writer.hum("above");
            told.addAll(at.row(above, Duration.ofSeconds(1)));
            open.commit();

            told.addAll(at.row(below, LONG));
        }
        return told;
    }

    /** The newest write of the session is not for the read model; an earlier one is, and is not applied yet. */
    static List<Told> filteredEventLast(Scene scene) {
        Moments at = new Moments(scene);
        scene.awaitFresh(at.writer.note(KEY));
        scene.valve().close(generation -> true);
        VersionToken relevant = at.writer.note(KEY);
        VersionToken both = relevant.merge(at.writer.hum("last"));

        return at.row(both, SHORT);
    }

    /** Blue is fed beside green after a swap, and is further. */
    static List<Told> blueAhead(Scene scene) throws Exception {
        Moments at = new Moments(scene);
        VersionToken first = at.writer.note(KEY);
        scene.awaitFresh(first);
        List<Told> told = new ArrayList<>(at.row(first, LONG));
        scene.done(new Act.StartRebuild(false));
        scene.awaitRebuild(Rebuild.State.VERIFIED);
        scene.done(new Act.Swap(SwapMode.REPLACE));
        scene.valve().close(generation -> generation.projection().equals("notes") && generation.number() == 2);
        VersionToken second = at.writer.note(KEY);
        scene.awaitApplied(scene.notes(), 1, second);

        told.addAll(at.row(second, SHORT));
        return told;
    }

    private List<Told> row(VersionToken token, Duration within) {
        return asking.ask(scene.outside(), Way.ROW, scene.notes(), KEY, token, within);
    }
}
