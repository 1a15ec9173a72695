package io.tidemark.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Flink's REST API, as far as it tells what became of a job. */
final class FlinkJob {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 50;

  /** What Flink answers until its dispatcher has been elected. */
  private static final int STARTING = 503;

  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String master;

  /**
   * @param master host:port of the REST API
   */
  FlinkJob(String master) {
    this.master = master;
  }

  /** Whether the API answers; one that says that it is still starting gets {@link #TIMEOUT}. */
  boolean isReachable() {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        get("/overview");
        return true;
      } catch (StartingException e) {
        if (System.nanoTime() > deadline || !pause()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The newest job of that name. */
  Optional<String> find(String name) throws IOException {
    Optional<String> id = Optional.empty();
    long newest = Long.MIN_VALUE;
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(name) && job.path("start-time").asLong() >= newest) {
        newest = job.path("start-time").asLong();
        id = Optional.of(job.path("jid").asText());
      }
    }
    return id;
  }

  /** Why the job failed, in one line. */
  String failure(String id) throws IOException {
    return Failures.describe(get("/jobs/" + id + "/exceptions").path("root-exception").asText());
  }

  private JsonNode get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + master + path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == STARTING) {
        throw new StartingException(master + path + " is still starting");
      }
      if (response.statusCode() != 200) {
        throw new IOException(master + path + " answered " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for Flink", e);
    }
  }

  private static final class StartingException extends IOException {
    StartingException(String message) {
      super(message);
    }
  }
}
