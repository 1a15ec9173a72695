package io.tidemark.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code checks}. */
final class CheckReader {
  private CheckReader() {}

  /** The checks, whose conditions see the columns of {@code scope}. */
  static List<CheckSpec> read(SpecNode node, Scope scope) {
    List<CheckSpec> checks = new ArrayList<>();
    for (SpecNode check : node.mapping().named("check")) {
      Section section = check.mapping();
      Optional<Expression> expect =
          ExpressionReader.condition(section.need("expect", "what holds for a good event"), scope);
      Optional<String> onFail =
          section.need("onFail", "deadLetter or warn").choice("deadLetter", "warn");
      section.refuseOthers();
      CheckSpec.OnFail action =
          onFail.equals(Optional.of("warn")) ? CheckSpec.OnFail.WARN : CheckSpec.OnFail.DEAD_LETTER;
      expect.ifPresent(e -> checks.add(new CheckSpec(check.name(), e, action)));
    }
    return checks;
  }
}
