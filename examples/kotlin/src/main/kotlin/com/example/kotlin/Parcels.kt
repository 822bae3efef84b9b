package com.example.kotlin

import io.readside.event.Events
import io.readside.projection.FoldProjection
import io.readside.projection.Projection
import jakarta.annotation.Nullable

/** What happens to parcels. */
sealed interface ParcelEvent {
    val parcelId: String
}

@JvmRecord
data class ParcelSent(override val parcelId: String, val city: String) : ParcelEvent

@JvmRecord
data class ParcelDelivered(override val parcelId: String, @get:Nullable val receiver: String?) : ParcelEvent

/** What is shown of them. The compiler keeps `String?` to itself; the annotation on the getter says it at run time. */
@JvmRecord
data class Parcel(val parcelId: String, val city: String, val delivered: Boolean, @get:Nullable val receiver: String?)

val PARCELS: Events<ParcelEvent> = Events.of("parcel", ParcelEvent::class.java)
    .type(ParcelSent::class.java)
    .type(ParcelDelivered::class.java)
    .build()

val PARCEL: FoldProjection<Parcel> = Projection.named("parcel", Parcel::class.java)
    .from(PARCELS)
    .keyedBy { it.parcelId }
    .insert(ParcelSent::class.java) { e -> Parcel(e.parcelId, e.city, delivered = false, receiver = null) }
    .update(ParcelDelivered::class.java) { row, e -> row.copy(delivered = true, receiver = e.receiver) }
    .build()
