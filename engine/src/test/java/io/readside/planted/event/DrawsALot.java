package io.readside.planted.event;

import java.util.Random;

/** A lot that cannot be drawn again. */
public final class DrawsALot {

    private final Random random = new Random();

    public int lot() {
        return random.nextInt();
    }
}
