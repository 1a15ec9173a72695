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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.record.TimestampType;

/** Asks a broker whether it has the topics of a source, and how these are set. */
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
      throw interrupted(source, e);
    }
  }

  /** What of the topics may not be what the user wants; to be asked when there are no errors. */
  static List<String> recommendations(SourceSpec.Kafka source) throws UnreachableException {
    try (Waiting admin = new Waiting(source)) {
      List<String> created = admin.withCreateTime(read(source, admin.topics()));
      return created.isEmpty()
          ? List.of()
          : List.of(
              ("%s at %s has message.timestamp.type=CreateTime: arrival times are by this reader's"
                      + " clock, and a replay may judge futureTolerance differently; LogAppendTime"
                      + " is recommended")
                  .formatted(named(created), address(source)));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      if (cause instanceof AuthorizationException) {
        return List.of(
            "whether the topics at %s use LogAppendTime, as is recommended, cannot be asked: %s"
                .formatted(address(source), Secrets.mask(innermost(cause))));
      }
      throw unreachable(source, cause);
    } catch (InterruptedException e) {
      throw interrupted(source, e);
    }
  }

  private static Set<String> read(SourceSpec.Kafka source, Set<String> topics) {
    return source.topicPattern().isPresent()
        ? KafkaLog.matching(source.topicPattern().get(), topics)
        : new TreeSet<>(source.topics());
  }

  private static String named(List<String> topics) {
    return (topics.size() == 1 ? "topic " : "each of the topics ")
        + shortened(new TreeSet<>(topics));
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
    throw unreachable(source, cause);
  }

  private static UnreachableException unreachable(SourceSpec.Kafka source, Throwable cause) {
    return new UnreachableException(
        "no Kafka broker answers at %s within %d s"
            .formatted(address(source), TIMEOUT_MILLIS / 1_000),
        cause);
  }

  private static UnreachableException interrupted(
      SourceSpec.Kafka source, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new UnreachableException("interrupted while asking " + address(source), cause);
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

    /** Those of {@code topics} whose records bear the time of their producer. */
    List<String> withCreateTime(Set<String> topics)
        throws InterruptedException, ExecutionException, TimeoutException {
      List<ConfigResource> asked =
          topics.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
      return admin
          .describeConfigs(asked)
          .all()
          .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .entrySet()
          .stream()
          .filter(topic -> isCreateTime(topic.getValue()))
          .map(topic -> topic.getKey().name())
          .sorted()
          .toList();
    }

    private static boolean isCreateTime(Config config) {
      ConfigEntry type = config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
      return type != null && TimestampType.CREATE_TIME.name.equals(type.value());
    }

    @Override
    public void close() {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
