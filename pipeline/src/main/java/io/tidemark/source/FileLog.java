package io.tidemark.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a glob matches, each a partition of lines. They are read up to the length that
 * they had at the start, continuous or not.
 */
record FileLog(String glob) implements PartitionedLog {

  @Override
  public List<PartitionMark> start(boolean bounded, long now) throws IOException {
    List<PartitionMark> marks = new ArrayList<>();
    for (String path : new FileGlob(glob).list()) {
      marks.add(PartitionMark.ofFile(path, Files.size(Path.of(path)), now));
    }
    if (marks.isEmpty()) {
      throw new FileNotFoundException("no file matches " + glob);
    }
    return marks;
  }

  /** None: the files are those of the start. */
  @Override
  public List<PartitionMark> earliest(long now) {
    return List.of();
  }

  @Override
  public LogReader open(List<PartitionMark> marks, ReaderClock clock) {
    return new FileLogReader(marks, clock);
  }
}
