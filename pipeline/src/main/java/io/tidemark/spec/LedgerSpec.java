package io.tidemark.spec;

import java.io.Serializable;

/** Parsed, not run yet. */
public record LedgerSpec(ConnectionSpec.Postgres connection, String schema, Place place)
    implements Serializable {}
