package io.tidemark.expression;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** The types of the SQL engine for the types of a spec, and back. */
final class SqlTypes {
  private static final int MILLIS = 3;

  private SqlTypes() {}

  static JavaTypeFactoryImpl factory() {
    return new Utf8TypeFactory();
  }

  /** The engine's type of every column, by its name. */
  static Map<String, RelDataType> of(Schema schema, RelDataTypeFactory types) {
    Map<String, RelDataType> columns = new HashMap<>();
    for (Field field : schema.fields()) {
      columns.put(field.name(), of(field.type(), field.nullable(), types));
    }
    return columns;
  }

  private static RelDataType of(Type type, boolean nullable, RelDataTypeFactory types) {
    RelDataType required =
        switch (type.kind()) {
          case STRING -> types.createSqlType(SqlTypeName.VARCHAR);
          case BOOLEAN -> types.createSqlType(SqlTypeName.BOOLEAN);
          case LONG -> types.createSqlType(SqlTypeName.BIGINT);
          case DOUBLE -> types.createSqlType(SqlTypeName.DOUBLE);
          case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
          case TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, MILLIS);
          case DATE -> types.createSqlType(SqlTypeName.DATE);
          case BYTES -> types.createSqlType(SqlTypeName.VARBINARY);
          case ARRAY -> {
            Type element = type.element();
            if (element == null) {
              throw new IllegalArgumentException("an array type without an element type");
            }
            yield types.createArrayType(of(element, true, types), -1);
          }
        };
    return types.createTypeWithNullability(required, nullable);
  }

  /** The type of a spec that holds the values of {@code type}, or empty. */
  static Optional<Type> columnType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> Optional.of(Type.LONG);
      case FLOAT, REAL, DOUBLE -> Optional.of(Type.DOUBLE);
      case DECIMAL ->
          Optional.of(
              Type.decimal(
                  Math.min(type.getPrecision(), Type.MAX_PRECISION), Math.max(type.getScale(), 0)));
      case CHAR, VARCHAR -> Optional.of(Type.STRING);
      case BOOLEAN -> Optional.of(Type.BOOLEAN);
      case TIMESTAMP -> Optional.of(Type.TIMESTAMP);
      case DATE -> Optional.of(Type.DATE);
      case BINARY, VARBINARY -> Optional.of(Type.BYTES);
      case ARRAY ->
          Optional.ofNullable(type.getComponentType())
              .flatMap(SqlTypes::columnType)
              .map(Type::array);
      default -> Optional.empty();
    };
  }

  /** How a person who writes a spec calls the engine's type {@code sqlName}. */
  static String word(String sqlName) {
    String bare = sqlName.replaceAll("\\(.*", "").replaceAll(" NOT NULL.*", "").trim();
    return switch (bare) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> "long";
      case "FLOAT", "REAL", "DOUBLE" -> "double";
      case "CHAR", "VARCHAR", "CHARACTER" -> "string";
      case "BINARY", "VARBINARY" -> "bytes";
      case "DECIMAL", "NUMERIC" -> sqlName.replace("DECIMAL", "decimal").replace(", ", ",");
      case "BOOLEAN", "TIMESTAMP", "DATE" -> bare.toLowerCase(Locale.ROOT);
      default -> sqlName;
    };
  }

  /** Text of any language in a literal. */
  private static final class Utf8TypeFactory extends JavaTypeFactoryImpl {
    private Utf8TypeFactory() {
      super(new WideTypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }

  /** Decimals of 38 digits; no text of a CASE is padded to the length of the longest. */
  private static final class WideTypeSystem extends RelDataTypeSystemImpl {
    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? Type.MAX_PRECISION : super.getMaxPrecision(typeName);
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? Type.MAX_PRECISION : super.getMaxScale(typeName);
    }

    @Override
    @SuppressWarnings("deprecation") // Calcite 1.40's type factory still asks these.
    public int getMaxNumericPrecision() {
      return Type.MAX_PRECISION;
    }

    @Override
    @SuppressWarnings("deprecation")
    public int getMaxNumericScale() {
      return Type.MAX_PRECISION;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
      return true;
    }
  }
}
