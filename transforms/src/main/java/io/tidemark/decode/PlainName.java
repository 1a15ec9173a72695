package io.tidemark.decode;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A name as its bytes stand in a JSON document, compared eight at a time. */
final class PlainName implements Serializable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] name;
  private final long[] words;
  private final long lastMask;
  private final boolean plain;

  private PlainName(byte[] name) {
    this.name = name;
    byte[] quoted = Arrays.copyOf(name, name.length + 1);
    quoted[name.length] = '"';
    this.words = new long[quoted.length / Long.BYTES + 1];
    byte[] padded = Arrays.copyOf(quoted, words.length * Long.BYTES);
    for (int i = 0; i < words.length; i++) {
      words[i] = (long) LONGS.get(padded, i * Long.BYTES);
    }
    this.plain = isPlain(name);
    this.lastMask = (1L << (quoted.length % Long.BYTES * Byte.SIZE)) - 1;
  }

  static PlainName of(String name) {
    return new PlainName(name.getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes it has. */
  int length() {
    return name.length;
  }

  /** Whether it stands in JSON without escapes. */
  private static boolean isPlain(byte[] name) {
    for (byte b : name) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it, and a quote after it, stand at {@code from}; false also where the document ends
   * less than nine bytes after them.
   */
  boolean standsAt(byte[] text, int from) {
    int last = words.length - 1;
    if (!plain || from + words.length * Long.BYTES > text.length) {
      return false;
    }
    for (int i = 0; i < last; i++) {
      if ((long) LONGS.get(text, from + i * Long.BYTES) != words[i]) {
        return false;
      }
    }
    return ((long) LONGS.get(text, from + last * Long.BYTES) & lastMask) == words[last];
  }

  /** Whether it is what stands there. */
  boolean is(byte[] text, int from, int to) {
    return name.length == to - from && Arrays.equals(name, 0, name.length, text, from, to);
  }
}
