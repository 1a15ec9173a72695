package io.tidemark.source;

import io.tidemark.spec.Secrets;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Asks a broker whether it has the topics of a source. */
final class KafkaCheck {
  private static final int TIMEOUT_MILLIS = 10_000;

  private KafkaCheck() {}

  static List<SpecError> errors(SourceSpec.Kafka source) throws UnreachableException {
    try (Waiting admin = new Waiting(source)) {
      return missing(source, new TreeSet<>(admin.topics()));
    } catch (ExecutionException e) {
      return refusedOrUnreachable(source, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return refusedOrUnreachable(source, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while asking " + address(source), e);
    }
  }

  private static List<SpecError> missing(SourceSpec.Kafka source, Set<String> topics) {
    List<SpecError> errors = new ArrayList<>();
    String there = topics.isEmpty() ? "it has none" : "it has " + shortened(topics);
    if (source.topicPattern().isPresent()) {
      String pattern = source.topicPattern().get();
      try {
        if (KafkaLog.matching(pattern, topics).isEmpty()) {
          errors.add(
              new SpecError(
                  source.place(),
                  "no topic of %s matches %s; %s".formatted(address(source), pattern, there)));
        }
      } catch (PatternSyntaxException e) {
        errors.add(
            new SpecError(
                source.place(),
                "topicPattern %s is no regular expression: %s"
                    .formatted(pattern, e.getDescription())));
      }
    }
    for (String topic : source.topics()) {
      if (!topics.contains(topic)) {
        errors.add(
            new SpecError(
                source.place(),
                "topic %s does not exist at %s; %s".formatted(topic, address(source), there)));
      }
    }
    return errors;
  }

  private static String shortened(Set<String> topics) {
    int most = 10;
    String some = String.join(", ", topics.stream().limit(most).toList());
    return topics.size() <= most ? some : some + " and " + (topics.size() - most) + " more";
  }

  /** What a second try cannot mend is an error of the spec. */
  private static List<SpecError> refusedOrUnreachable(SourceSpec.Kafka source, Throwable cause)
      throws UnreachableException {
    boolean refused =
        cause instanceof AuthenticationException || cause instanceof AuthorizationException;
    if (refused || isWrongSetting(cause)) {
      String what = refused ? "refuses its client" : "cannot be asked with its properties";
      return List.of(
          new SpecError(
              source.place(),
              "%s %s: %s".formatted(address(source), what, Secrets.mask(innermost(cause)))));
    }
    throw new UnreachableException(
        "no Kafka broker answers at %s within %d s"
            .formatted(address(source), TIMEOUT_MILLIS / 1_000),
        cause);
  }

  private static boolean isWrongSetting(Throwable cause) {
    String message = String.valueOf(innermost(cause));
    return innermostCause(cause) instanceof ConfigException && !message.contains("resolvable");
  }

  private static String innermost(Throwable cause) {
    return String.valueOf(innermostCause(cause).getMessage());
  }

  private static Throwable innermostCause(Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost;
  }

  private static String address(SourceSpec.Kafka source) {
    return KafkaSettings.of(source).toString();
  }

  /** A client that gives up in bounded time, also when it is closed. */
  private static final class Waiting implements AutoCloseable {
    private final Admin admin;

    Waiting(SourceSpec.Kafka source) {
      admin = Admin.create(KafkaSettings.of(source).ofAdmin(TIMEOUT_MILLIS));
    }

    Set<String> topics() throws InterruptedException, ExecutionException, TimeoutException {
      return admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
