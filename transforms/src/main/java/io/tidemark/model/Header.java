package io.tidemark.model;

import org.checkerframework.checker.nullness.qual.Nullable;

/** One header of an arrival; its value is null where the source had none. */
public record Header(String name, byte @Nullable [] value) {}
