package io.tidemark.decode;

/** What was found, as a message shows it: short. */
final class Found {
  private static final int MOST_CHARACTERS = 40;

  private Found() {}

  static String text(String text) {
    return '"' + shortened(text) + '"';
  }

  static String number(String number) {
    return shortened(number);
  }

  static String shortened(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0;
    return text.substring(0, MOST_CHARACTERS - end) + "…";
  }
}
