package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "password=hunter2 => password=***",
        "PGPASSWORD: 'a b c' rest => PGPASSWORD: *** rest",
        "{\"password\":\"hunter2\",\"user\":\"x\"} => {\"password\":***,\"user\":\"x\"}",
        "jdbc:postgresql://db/web?user=u&password=hunter2&ssl=true"
            + " => jdbc:postgresql://db/web?user=u&password=***&ssl=true",
        "connect to amqp://u:p/w@host:5672/v failed => connect to amqp://***@host:5672/v failed",
        "s3.secret-access-key=abc s3.region=x => s3.secret-access-key=*** s3.region=x",
        "sasl.jaas.config = a.b.ScramLoginModule required username=\"u\" password=\"p;w\";"
            + " => sasl.jaas.config = ***",
        "bad a.PlainLoginModule required username=\"u\" password=\"p\"; here => bad *** here",
        "Authorization: Bearer abcdefgh12345678 => Authorization: *** ***",
        "sent Bearer abcdefgh12345678 => sent Bearer ***",
        "jwt eyJhbGciOi.eyJzdWIi.c2ln end => jwt *** end",
        "key AKIAABCDEFGHIJKLMNOP end => key *** end",
        "http://host/path => http://host/path",
        "unknown key 'password', did you mean 'x'? => unknown key 'password', did you mean 'x'?",
        "password authentication failed for user \"web\""
            + " => password authentication failed for user \"web\"",
        "token-spec.yaml:3:5: no column 'a' => token-spec.yaml:3:5: no column 'a'"
      })
  void whatLooksLikeASecretIsMasked(String text, String masked) {
    assertEquals(masked, Secrets.mask(text));
  }

  @Test
  void aPrivateKeyIsMaskedWholeOverItsLines() {
    String text =
        "got -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY----- x";

    assertEquals("got *** x", Secrets.mask(text));
  }

  @Test
  void theSecretsOfConnectionsAreMaskedWhereverTheyStand() {
    ConnectionSpec postgres =
        new ConnectionSpec.Postgres("p", "jdbc:postgresql://db/w", "u", "hunter2", Map.of());

    String masked = Secrets.mask("FATAL: hunter2 is wrong", List.of(postgres));

    assertEquals("FATAL: *** is wrong", masked);
  }

  @Test
  void theTextOfASpecShowsNoSecret() throws SpecException {
    String jaas =
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username='u' password='hunter2';";
    Map<String, String> env = new HashMap<>(SpecFile.ENV);
    env.put("JAAS", jaas);
    env.put("PG_URL", "jdbc:postgresql://db:5432/web?password=hunter2");
    SpecFile file =
        SpecFile.defaults()
            .with("{security.protocol: SSL}", "{sasl.jaas.config: \"${JAAS}\"}")
            .with(
                "warehouse: \"${WAREHOUSE}\"",
                "s3.access-key-id: hunter2, uri: \"x://a:hunter2@b\"")
            .with("topics: [web-events]", "topics: [w], properties: {ssl.key.password: hunter2}")
            .with("topic: alerts", "topic: alerts, properties: {ssl.key.password: hunter2}")
            .with("table: web.events,", "table: web.events, properties: {token: hunter2},")
            .withEnv(env);

    PipelineSpec spec = file.parse();

    assertFalse(spec.toString().contains("hunter2"), spec.toString());
    assertFalse(spec.views().toString().contains("hunter2"));
    assertTrue(spec.connections().get("broker").secrets().contains(jaas));
  }

  @Test
  void noErrorShowsWhatAVariableHeld() {
    SpecFile file =
        SpecFile.defaults()
            .with("SSL", "\"${PG_PASSWORD}\", ssl.key.password: [\"${PG_PASSWORD}\"]")
            .with("host: string", "host: \"${PG_PASSWORD}\"")
            .with("fixed: 5m", "fixed: \"${PG_PASSWORD}\"")
            .with("topic: alerts", "topic: \"${PG_PASSWORD}\", key: [\"${PG_PASSWORD}\"]")
            .with("status > 0", "status > '${PG_PASSWORD}' +")
            .with("hits > 1", "${PG_PASSWORD}.x > 1")
            .with("table: ip_geo", "table: \"${PG_PASSWORD}\", tabel: x")
            .with("{postgres: serving, table: hits", "{postgres: \"${PG_PASSWORD}\", table: hits");

    String message = assertThrows(SpecException.class, file::parse).getMessage();

    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.lines().count() >= 7, message);
  }

  @Test
  void anErrorDoesNotQuoteAPasswordThatTheFileHolds() {
    SpecFile file =
        SpecFile.defaults()
            .with("password: \"${PG_PASSWORD}\"", "password: [hunter2]")
            .with("url: \"${PG_URL}\"", "url: \"postgres://web:hunter2@db/web\"");

    String message = assertThrows(SpecException.class, file::parse).getMessage();

    assertFalse(message.contains("hunter2"), message);
  }
}
