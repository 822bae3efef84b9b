package io.readside.planted.somewhere;

/** A package that is no room, and a name that says nothing. */
public interface SomeManager {}
