package io.tidemark.model;

import org.apache.beam.sdk.transforms.windowing.PaneInfo;

/** The firings of a window's result; among rows of equal revision a later constant is newer. */
public enum Pane {
  /** Speculative: the watermark has not passed the window's end. */
  EARLY,
  /** The watermark passed the window's end. */
  ON_TIME,
  /** A refinement by an accepted late event. */
  LATE,
  /** The row that was written no longer holds; its measures are null. */
  RETRACTED;

  /**
   * Which one a firing is: the first after the watermark passed the window's end is ON_TIME, also
   * where all its events are late, and on bounded input; later ones refine it and are LATE.
   *
   * <p>Runners give that first firing of late events different timings, and bounded input none, so
   * this goes by the count of firings.
   */
  public static Pane of(PaneInfo firing) {
    if (firing.getTiming() == PaneInfo.Timing.EARLY) {
      return EARLY;
    }
    return firing.getNonSpeculativeIndex() == 0 ? ON_TIME : LATE;
  }
}
