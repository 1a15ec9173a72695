package io.tidemark.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A pattern of paths, as {@code java.nio.file.FileSystem#getPathMatcher} reads it, relative to the
 * working directory: {@code data/*.jsonl}, {@code logs/**}.
 *
 * <p>A file whose name begins with {@code .} or {@code _} is still being written, and matches only
 * where the last name of the pattern begins so, too.
 */
record FileGlob(String pattern) {
  private static final String SIGNS = "*?[{\\";

  /** The files that match, sorted, as the pattern has them: relative where it is. */
  List<String> list() throws IOException {
    try {
      return matching();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (PatternSyntaxException e) {
      throw new IOException(pattern + " is no pattern of paths: " + e.getDescription(), e);
    }
  }

  private List<String> matching() throws IOException {
    int sign = firstSign();
    if (sign == pattern.length()) {
      return Files.isRegularFile(Path.of(pattern)) ? List.of(pattern) : List.of();
    }
    int slash = pattern.lastIndexOf('/', sign);
    Path directory = Path.of(pattern.substring(0, slash + 1));
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    String rest = pattern.substring(slash + 1);
    int depth =
        rest.contains("**")
            ? Integer.MAX_VALUE
            : (int) rest.chars().filter(c -> c == '/').count() + 1;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> paths = Files.walk(directory, depth, FileVisitOption.FOLLOW_LINKS)) {
      return paths
          .filter(path -> matcher.matches(path) && Files.isRegularFile(path) && !isHidden(path))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private int firstSign() {
    for (int i = 0; i < pattern.length(); i++) {
      if (SIGNS.indexOf(pattern.charAt(i)) >= 0) {
        return i;
      }
    }
    return pattern.length();
  }

  private boolean isHidden(Path path) {
    char wanted = (pattern.substring(pattern.lastIndexOf('/') + 1) + " ").charAt(0);
    char first = path.getFileName().toString().charAt(0);
    return (first == '.' || first == '_') && first != wanted;
  }
}
