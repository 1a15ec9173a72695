package io.tidemark.expression;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.calcite.linq4j.function.Function1;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.ClassBodyEvaluator;

/** Compiles generated code, each source once per JVM. Thread safe. */
final class CompiledCode {
  private static final ConcurrentMap<String, Function1<Object, Object>> BY_SOURCE =
      new ConcurrentHashMap<>();

  private CompiledCode() {}

  /** The function of the class body {@code source}; without state, so it may be shared. */
  static Function1<Object, Object> of(String source) {
    return BY_SOURCE.computeIfAbsent(source, CompiledCode::compile);
  }

  @SuppressWarnings("unchecked") // The source is ours: it implements the interface.
  private static Function1<Object, Object> compile(String source) {
    ClassBodyEvaluator evaluator = new ClassBodyEvaluator();
    evaluator.setClassName("Compiled");
    evaluator.setImplementedInterfaces(new Class<?>[] {Function1.class});
    evaluator.setParentClassLoader(CompiledCode.class.getClassLoader());
    try {
      evaluator.cook(source);
      return (Function1<Object, Object>)
          evaluator.getClazz().getDeclaredConstructor().newInstance();
    } catch (CompileException | ReflectiveOperationException e) {
      throw new IllegalStateException("the code of an expression does not compile: " + source, e);
    }
  }
}
