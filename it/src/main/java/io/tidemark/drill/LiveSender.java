package io.tidemark.drill;

import io.tidemark.demo.Message;
import io.tidemark.fixture.KafkaBroker;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends messages at a steady pace, in a thread of its own; each partition's stay in their order and
 * none is sent twice, also if the broker is away for a while.
 */
final class LiveSender implements Closeable {
  private final KafkaBroker broker;
  private final String topic;
  private final List<Message<Hit>> messages;
  private final long nanosEach;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final CompletableFuture<Void> sending;
  private volatile int sent;
  private volatile boolean stopped;

  LiveSender(KafkaBroker broker, String topic, List<Message<Hit>> messages, int perSecond) {
    this.broker = broker;
    this.topic = topic;
    this.messages = messages;
    this.nanosEach = 1_000_000_000L / perSecond;
    this.sending = CompletableFuture.runAsync(this::send, thread);
  }

  private void send() {
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      List<Future<RecordMetadata>> answers = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < messages.size() && !stopped; i++) {
        long early = begin + i * nanosEach - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
        answers.add(producer.send(messages.get(i).to(topic)));
        sent = i + 1;
      }
      for (Future<RecordMetadata> answer : answers) {
        answer.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refused a message", e);
    }
  }

  /** How many were handed to the producer so far. */
  int sent() {
    return sent;
  }

  /** Returns when the broker has them all. */
  void awaitAll() {
    sending.join();
  }

  /** Stops sending, unless all is sent. */
  @Override
  public void close() {
    stopped = true;
    thread.shutdown();
  }
}
