package io.tidemark.model;

/** The firings of a window's result; among rows of equal revision a later constant is newer. */
public enum Pane {
  /** Speculative: the watermark has not passed the window's end. */
  EARLY,
  /** The first one after the watermark passed the window's end, also where its events were late. */
  ON_TIME,
  /** A refinement by an accepted late event. */
  LATE,
  /** The row that was written no longer holds; its measures are null. */
  RETRACTED
}
