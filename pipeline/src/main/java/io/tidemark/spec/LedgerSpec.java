package io.tidemark.spec;

import java.io.Serializable;

/** Where the ledger and the tide table are kept. */
public record LedgerSpec(ConnectionSpec.Postgres connection, String schema, Place place)
    implements Serializable {}
