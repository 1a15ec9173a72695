package io.tidemark.aggregate;

import java.io.Serializable;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;

/**
 * Into how many parts the keys fall, which the state is made for: with another number a key would
 * be looked for in a shard that never saw it.
 */
record Shards(int count) implements Serializable {

  Shards {
    if (count < 1) {
      throw new IllegalArgumentException(count + " shards: at least 1 is needed");
    }
  }

  static StateSpec<ValueState<Integer>> spec() {
    return StateSpecs.value(VarIntCoder.of());
  }

  /** Notes the number in new state; state of another one is an IllegalStateException. */
  void check(ValueState<Integer> ofState) {
    Integer known = ofState.read();
    if (known == null) {
      ofState.write(count);
    } else if (known != count) {
      throw new IllegalStateException(
          "the state was made with %d shards, this run has %d: start it with --shards %d"
              .formatted(known, count, known));
    }
  }
}
