package io.readside.postgres.campaign;

/** One class of faults, done to workers that may have a defect; what follows must be right all the same. */
@FunctionalInterface
interface Fault {

    /**
     * @param defect planted into the workers; {@link Defect#NONE} for those as they are
     * @param seed of the history, and of what is random in the fault
     * @throws AssertionError if an effect is lost, doubled or torn, or the workers do not catch up
     */
    void strike(Defect defect, long seed) throws Exception;
}
