package io.tidemark.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what a person or a log will read. It looks at the text alone, so it errs on
 * the side of masking; for the very passwords of a spec, wherever they turn up, use {@link
 * #mask(String, Collection)}.
 */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String MASK = "***";

  private static final String WORDS =
      "(?:password|passwd|passphrase|pwd|secret|token|jaas|credential|authorization"
          + "|user\\.info|(?:access|private|api|account|shared|keystore)[-_.]?key)";
  private static final Pattern KEY = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);
  private static final Pattern JAAS =
      Pattern.compile(
          "[\\w.$]*LoginModule\\s+(?:required|requisite|sufficient|optional)\\b"
              + "(?:\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+'|[^;\"'])*+;?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END[A-Z ]*-----|$)");
  private static final Pattern USER_INFO = Pattern.compile("://[^\\s'\"]*@");
  private static final Pattern PAIR =
      Pattern.compile(
          "([\\w.-]*"
              + WORDS
              + "[\\w.-]*[\"'`]?\\s*[=:]\\s*)(?!\\*\\*\\*|\\d+:\\d+:)(\"[^\"]*+\"|'[^']*+'|[^\\s&\"']++)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "\\b(bearer|basic)\\s+(?=[\\w.~+/=-]*[\\d=])[\\w.~+/=-]{12,}", Pattern.CASE_INSENSITIVE);
  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]+\\.[\\w-]+(?:\\.[\\w-]*)?");
  private static final Pattern AWS_KEY = Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");

  private Secrets() {}

  /** Whether what a key of this name holds is a secret: {@code sasl.jaas.config}. */
  public static boolean isSecretKey(String key) {
    return KEY.matcher(key).find();
  }

  /**
   * {@code text} with everything masked that looks like a password, a token, a JAAS line, a private
   * key, or the user in a URL.
   */
  public static String mask(String text) {
    String masked = PRIVATE_KEY.matcher(text).replaceAll(MASK);
    masked = JAAS.matcher(masked).replaceAll(MASK);
    masked = USER_INFO.matcher(masked).replaceAll("://" + MASK + "@");
    masked = AUTHORIZATION.matcher(masked).replaceAll("$1 " + MASK);
    masked = PAIR.matcher(masked).replaceAll("$1" + MASK);
    masked = JWT.matcher(masked).replaceAll(MASK);
    return AWS_KEY.matcher(masked).replaceAll(MASK);
  }

  /** As {@link #mask(String)}, and the secrets of {@code connections} wherever they stand. */
  public static String mask(String text, Collection<ConnectionSpec> connections) {
    List<String> secrets = new ArrayList<>();
    connections.forEach(connection -> secrets.addAll(connection.secrets()));
    secrets.removeIf(secret -> secret.length() < 3);
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return mask(masked);
  }

  /** {@code properties} with the values of secret keys masked, and secrets in the others. */
  public static Map<String, String> mask(Map<String, String> properties) {
    Map<String, String> masked = new LinkedHashMap<>();
    properties.forEach((key, value) -> masked.put(key, isSecretKey(key) ? MASK : mask(value)));
    return masked;
  }

  /** The values of {@code properties} that are secrets. */
  static List<String> in(Map<String, String> properties) {
    List<String> secrets = new ArrayList<>();
    properties.forEach(
        (key, value) -> {
          if (isSecretKey(key)) {
            secrets.add(value);
          }
        });
    return secrets;
  }
}
