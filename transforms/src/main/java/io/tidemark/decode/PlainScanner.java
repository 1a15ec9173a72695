package io.tidemark.decode;

import com.google.common.base.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Goes over the bytes of one JSON document from token to token, and builds nothing. It is stricter
 * than JSON allows where that is rare: what it does not go over is not therefore wrong. What it
 * goes over is well-formed UTF-8 and JSON.
 */
final class PlainScanner {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final int LONGEST_NUMBER = 100;
  private static final int DEEPEST = 64;

  private final byte[] bytes;
  private int at;
  private long high;
  private long anyHigh;
  private boolean escaped;
  private boolean whole;
  private boolean exponent;

  private PlainScanner(byte[] bytes) {
    this.bytes = bytes;
  }

  static PlainScanner of(byte[] bytes) {
    return new PlainScanner(bytes);
  }

  int at() {
    return at;
  }

  void back(int to) {
    at = to;
  }

  /** The byte where it stands; 0, which no JSON has between its tokens, at the end. */
  byte peek() {
    return at < bytes.length ? bytes[at] : 0;
  }

  /** Goes over white space. */
  void space() {
    while (at < bytes.length
        && bytes[at] <= ' '
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  /** Goes over white space, {@code token}, and white space, if that stands there. */
  boolean take(char token) {
    space();
    if (peek() != token) {
      return false;
    }
    at++;
    space();
    return true;
  }

  /** Whether there is nothing more, and all that was gone over is UTF-8. */
  boolean ends() {
    space();
    return at == bytes.length && (anyHigh == 0 || Utf8.isWellFormed(bytes));
  }

  /** Whether {@code name} stands here between quotes; goes over it then. */
  boolean name(PlainName name) {
    if (peek() != '"' || !name.standsAt(bytes, at + 1)) {
      return false;
    }
    at += name.length() + 2;
    return true;
  }

  /** Whether the string gone over last is surely of ASCII alone. */
  boolean ascii() {
    return high == 0;
  }

  /** Whether the string gone over last has escapes: its bytes are not its text. */
  boolean escaped() {
    return escaped;
  }

  /** Whether the number gone over last has neither a fraction nor an exponent. */
  boolean whole() {
    return whole;
  }

  boolean exponent() {
    return exponent;
  }

  /** Goes over a string, from quote to quote. */
  boolean string() {
    escaped = false;
    high = 0;
    if (peek() != '"') {
      return false;
    }
    at++;
    while (true) {
      plainText();
      anyHigh |= high;
      byte stop = peek();
      if (stop == '"') {
        at++;
        return true;
      }
      if (stop != '\\' || !escape()) {
        return false;
      }
    }
  }

  /** Goes on to the next quote, backslash or control character, or to the end. */
  private void plainText() {
    while (at + Long.BYTES <= bytes.length) {
      long eight = (long) LONGS.get(bytes, at);
      long quotes = eight ^ ('"' * ONES);
      long backslashes = eight ^ ('\\' * ONES);
      long found =
          (((quotes - ONES) & ~quotes)
                  | ((backslashes - ONES) & ~backslashes)
                  | ((eight - ' ' * ONES) & ~eight))
              & HIGH_BITS;
      high |= eight & HIGH_BITS;
      if (found != 0) {
        at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
        return;
      }
      at += Long.BYTES;
    }
    while (at < bytes.length
        && bytes[at] != '"'
        && bytes[at] != '\\'
        && (bytes[at] & 0xff) >= ' ') {
      high |= bytes[at] & HIGH_BITS;
      at++;
    }
  }

  private boolean escape() {
    escaped = true;
    at++;
    byte kind = peek();
    at++;
    if (kind != 'u') {
      return kind > 0 && "\"\\/bfnrt".indexOf(kind) >= 0;
    }
    for (int end = at + 4; at < end; at++) {
      if (Character.digit(peek(), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Goes over a number. */
  boolean number() {
    int from = at;
    at += peek() == '-' ? 1 : 0;
    boolean zero = peek() == '0';
    int digits = digits();
    whole = true;
    exponent = false;
    if (digits == 0 || (zero && digits > 1)) {
      return false;
    }
    if (peek() == '.') {
      whole = false;
      at++;
      if (digits() == 0) {
        return false;
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      exponent = true;
      at++;
      at += peek() == '-' || peek() == '+' ? 1 : 0;
      if (digits() == 0) {
        return false;
      }
    }
    return at - from <= LONGEST_NUMBER;
  }

  private int digits() {
    int from = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  /** Goes over {@code true}, {@code false} or {@code null}. */
  boolean word(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (peek() != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Goes over any value. */
  boolean value() {
    return value(0);
  }

  private boolean value(int depth) {
    return switch (peek()) {
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case '{' -> depth < DEEPEST && members('}', depth + 1);
      case '[' -> depth < DEEPEST && members(']', depth + 1);
      default -> number();
    };
  }

  private boolean members(char end, int depth) {
    at++;
    if (take(end)) {
      return true;
    }
    do {
      space();
      if (end == '}' && !(string() && take(':'))) {
        return false;
      }
      if (!value(depth)) {
        return false;
      }
    } while (take(','));
    return take(end);
  }
}
