/** Random arrivals against a plain-Java oracle: the replay law and the conservation law. */
package io.tidemark.replay;
