/**
 * The fault campaign: workers under every fault, and a judge that shares no code with them.
 *
 * <p>A {@link io.readside.postgres.campaign.Site} is the databases, a {@link io.readside.postgres.campaign.Worker} one
 * process with its {@link io.readside.postgres.campaign.Network}, an {@link io.readside.postgres.campaign.Oracle} the
 * judge in plain SQL, an {@link io.readside.postgres.campaign.Observer} its eye while things happen.
 */
@org.jspecify.annotations.NullMarked
package io.readside.postgres.campaign;
