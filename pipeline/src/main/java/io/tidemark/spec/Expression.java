package io.tidemark.spec;

import java.io.Serializable;

/** A SQL expression as the spec has it, and the place of its first character. */
public record Expression(String sql, Place place) implements Serializable {}
