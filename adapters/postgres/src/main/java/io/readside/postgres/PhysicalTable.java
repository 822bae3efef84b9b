package io.readside.postgres;

import io.readside.readstore.GenerationId;

/**
 * The names of what belongs to one generation. All within PostgreSQL's 63 bytes: a projection has 48 at most.
 *
 * @param schema of read models and their views
 */
record PhysicalTable(String schema, GenerationId generation) {

    /** The schema of what users do not look at. */
    static final String OWN_SCHEMA = "readside";

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String quoted(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    String name() {
        return generation.toString();
    }

    /** The rows, schema-qualified and quoted. */
    String table() {
        return quoted(schema, name());
    }

    String primaryKey() {
        return name() + "_pkey";
    }

    String bindingName() {
        return name() + "_binding";
    }

    /** The streams bound to keys, schema-qualified and quoted. */
    String binding() {
        return quoted(OWN_SCHEMA, bindingName());
    }

    String appliedName() {
        return name() + "_applied";
    }

    /** The ids of applied events, schema-qualified and quoted. */
    String applied() {
        return quoted(OWN_SCHEMA, appliedName());
    }

    String suspectName() {
        return name() + "_suspect";
    }

    /** The keys noted while this one is compared with another, schema-qualified and quoted. */
    String suspects() {
        return quoted(OWN_SCHEMA, suspectName());
    }

    /** The function that notes them, schema-qualified and quoted. */
    String noting() {
        return quoted(OWN_SCHEMA, name() + "_note");
    }

    /** What users read: the name of the projection. */
    String view() {
        return quoted(schema, generation.projection());
    }

    /** The same without its schema, as a renaming wants it. */
    String viewName() {
        return quoted(generation.projection());
    }

    /** What showed blue, after a swap by renaming. */
    String blueView() {
        return quoted(schema, generation.projection() + "_blue");
    }

    String blueViewName() {
        return quoted(generation.projection() + "_blue");
    }

    /** What is made beside the view of the name, to take its place; it exists within transactions only. */
    String greenView() {
        return quoted(schema, generation.projection() + "_green");
    }

    String greenViewName() {
        return quoted(generation.projection() + "_green");
    }

    /** What users of one version read. */
    String versionView(int version) {
        return quoted(schema, generation.projection() + "_v" + version);
    }
}
