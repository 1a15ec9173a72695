package io.tidemark.bench;

/** One way to do a {@link Job}. */
interface Contender {

  /** Starts it, with whatever engine it needs, in this process; returns when it runs. */
  Started start(Job job) throws Exception;

  /** A job that runs. Closing it ends it, and its engine. */
  interface Started extends AutoCloseable {

    /**
     * Whether it has ended by itself.
     *
     * @throws IllegalStateException it failed
     */
    boolean isDone() throws Exception;

    @Override
    void close();
  }
}
