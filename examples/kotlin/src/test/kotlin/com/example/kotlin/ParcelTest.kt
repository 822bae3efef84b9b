package com.example.kotlin

import io.readside.Readside
import io.readside.eventlog.ExpectedVersion
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import java.time.Duration

class ParcelTest {
    @Test
    fun `a fold is tested without a store`() {
        val rows = PARCEL.fold(ParcelSent("1", "Turku"), ParcelDelivered("1", null))

        assertThat(rows.row("1")).isEqualTo(Parcel("1", "Turku", delivered = true, receiver = null))
    }

    @Test
    fun `a writer reads what was written`() {
        Readside.inMemory().project(PARCEL).start().use { readside ->
            val token = readside.append(PARCELS.stream("1"), ExpectedVersion.none(), ParcelSent("1", "Turku")).token()

            val answer = readside.read(PARCEL).after(token).within(Duration.ofSeconds(20)).row("1")

            assertThat(describe(answer)).isEqualTo("in Turku")
        }
    }
}
