/**
 * SQL expressions, checked and compiled against a schema. Start reading at {@link
 * io.tidemark.expression.ScalarExpression}.
 */
package io.tidemark.expression;
