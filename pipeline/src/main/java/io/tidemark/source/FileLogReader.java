package io.tidemark.source;

import io.tidemark.model.Arrival;
import io.tidemark.model.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads lines, a block of one file after a block of the next, so that all files advance together.
 * Holds no file open between polls: a reader costs nothing to close and to open again at a byte.
 *
 * <p>Lines end with {@code \n} or {@code \r\n}, the last one also with the file. One of only spaces
 * and tabs is no arrival, but counts in the offsets of those after it.
 */
final class FileLogReader implements LogReader {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final int LONGEST_LINE = 1 << 26;

  private final PartitionMark[] files;
  private final ReaderClock clock;
  private Set<Integer> paused = Set.of();
  private int next;
  private long linesRead;
  private long bytesRead;

  FileLogReader(List<PartitionMark> files, ReaderClock clock) {
    this.files = files.toArray(PartitionMark[]::new);
    this.clock = clock;
  }

  @Override
  public @Nullable LogPoll poll() throws IOException {
    for (int tried = 0; tried < files.length; tried++) {
      int i = next;
      next = (next + 1) % files.length;
      if (!files[i].ended() && !paused.contains(i)) {
        LogPoll poll = read(i, files[i]);
        linesRead += poll.nextOffset() - files[i].offset();
        bytesRead += poll.nextByte() - files[i].bytes();
        files[i] =
            new PartitionMark(
                files[i].partition(),
                poll.nextOffset(),
                poll.nextByte(),
                files[i].end(),
                poll.ended(),
                files[i].watermark(),
                files[i].chunks(),
                files[i].quietSince());
        return poll;
      }
    }
    return null;
  }

  private LogPoll read(int i, PartitionMark file) throws IOException {
    for (int size = BLOCK_BYTES; ; size *= 2) {
      int length = (int) Math.min(size, file.end() - file.bytes());
      byte[] block = block(file, length);
      LogPoll poll = lines(i, file, block);
      if (poll.nextByte() > file.bytes()) {
        return poll;
      }
      if (size >= LONGEST_LINE) {
        throw new IOException(
            "line %d of %s is longer than %d bytes"
                .formatted(file.offset(), file.partition(), LONGEST_LINE));
      }
    }
  }

  private static byte[] block(PartitionMark file, int length) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(length);
    try (FileChannel channel =
        FileChannel.open(Path.of(file.partition()), StandardOpenOption.READ)) {
      while (block.hasRemaining()) {
        if (channel.read(block, file.bytes() + block.position()) < 0) {
          throw new IOException(
              "%s became shorter than the %d bytes that it had at the start"
                  .formatted(file.partition(), file.end()));
        }
      }
    }
    return block.array();
  }

  private LogPoll lines(int i, PartitionMark file, byte[] block) {
    boolean last = file.bytes() + block.length == file.end();
    long arrivedAt = clock.millis();
    List<Arrival> arrivals = new ArrayList<>();
    long line = file.offset();
    int begin = 0;
    while (begin < block.length && arrivals.size() < LogPoll.MOST_ARRIVALS) {
      int end = endOfLine(block, begin);
      if (end == block.length && !last) {
        break;
      }
      byte[] payload = payload(block, begin, end);
      if (payload != null) {
        Position position = new Position(file.partition(), line);
        arrivals.add(new Arrival(payload, null, List.of(), null, position, arrivedAt));
      }
      line++;
      begin = Math.min(end + 1, block.length);
    }
    return new LogPoll(i, arrivals, line, file.bytes() + begin, last && begin == block.length);
  }

  private static int endOfLine(byte[] block, int begin) {
    int end = begin;
    while (end < block.length && block[end] != '\n') {
      end++;
    }
    return end;
  }

  /** The line without its end, or null where it is blank. */
  private static byte @Nullable [] payload(byte[] block, int begin, int newline) {
    int end = newline > begin && block[newline - 1] == '\r' ? newline - 1 : newline;
    for (int i = begin; i < end; i++) {
      if (block[i] != ' ' && block[i] != '\t') {
        return Arrays.copyOfRange(block, begin, end);
      }
    }
    return null;
  }

  @Override
  public void pause(Set<Integer> partitions) {
    paused = Set.copyOf(partitions);
  }

  /** Of arrivals an estimate, by the length of the lines so far. */
  @Override
  public Backlog backlog(int partition) {
    long bytes = files[partition].end() - files[partition].bytes();
    long lineBytes = Math.max(1, bytesRead / Math.max(1, linesRead));
    return new Backlog((bytes + lineBytes - 1) / lineBytes, bytes);
  }

  /** None: a file that has nothing left has ended. */
  @Override
  public Map<Integer, Long> observeEnds(List<Integer> partitions) {
    return Map.of();
  }

  /** None: the files are those of the start. */
  @Override
  public List<PartitionMark> list(Predicate<String> wanted) {
    return List.of();
  }

  @Override
  public void add(PartitionMark mark) {
    throw new UnsupportedOperationException("no file is added: " + mark.partition());
  }

  /** Files keep no notes. */
  @Override
  public void commit(List<PartitionMark> marks) {}

  @Override
  public void close() {}
}
