package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import java.io.Serializable;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/** Names keys as text, which is what timers are called by, and finds the key of a name. */
record KeyNames(CellsCoder coder) implements Serializable {

  String name(Cells key) {
    try {
      return CoderUtils.encodeToBase64(coder, key);
    } catch (CoderException e) {
      throw new IllegalArgumentException("a key that is not of the schema: " + key, e);
    }
  }

  Cells key(String name) {
    try {
      return CoderUtils.decodeFromBase64(coder, name);
    } catch (CoderException e) {
      throw new IllegalArgumentException("a timer of no key: " + name, e);
    }
  }
}
