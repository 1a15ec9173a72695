package io.tidemark.bench;

/** One way to do a {@link Job}, and the engine for it, which runs until this is closed. */
interface Contender extends AutoCloseable {

  /** Submits it to the engine in this process. */
  Started start(Job job) throws Exception;

  @Override
  void close();

  /** A job that runs. Closing it ends it, and returns when it has ended. */
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
