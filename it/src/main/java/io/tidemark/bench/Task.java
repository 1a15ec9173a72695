package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a process of a contender is asked to do.
 *
 * @param warmUp done first, so that what is measured is compiled
 * @param recording where the flight recording of the measured job goes; empty for none
 * @param cost where what it took goes
 */
record Task(String contender, Job warmUp, Job measured, String recording, String cost) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Task read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Task.class);
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  void writeCost(Cost taken) throws IOException {
    JSON.writeValue(Path.of(cost).toFile(), taken);
  }

  Cost readCost() throws IOException {
    return JSON.readValue(Path.of(cost).toFile(), Cost.class);
  }
}
