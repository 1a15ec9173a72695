package io.tidemark.expression;

import org.apache.calcite.linq4j.tree.ClassDeclarationFinder;
import org.apache.calcite.linq4j.tree.DeterministicCodeOptimizer;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.NewExpression;

/**
 * Makes what a call needs, a cache of compiled regular expressions, once for the class; constant
 * calls stay where they are, for one that fails (LN(0)) may stand in a branch that is never taken.
 */
final class InstanceHoisting extends DeterministicCodeOptimizer {
  InstanceHoisting(ClassDeclarationFinder parent) {
    super(parent);
  }

  @Override
  protected Expression createField(Expression expression) {
    return expression instanceof NewExpression ? super.createField(expression) : expression;
  }

  @Override
  protected DeterministicCodeOptimizer goDeeper() {
    return new InstanceHoisting(this);
  }
}
