package io.tidemark.decode;

import com.google.common.collect.ObjectArrays;
import com.google.common.primitives.Ints;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One name of the paths to the fields of a JSON document; the root has none. */
final class FieldNode implements Serializable {
  private final PlainName name;
  private final Map<String, FieldNode> byName = new HashMap<>();
  private FieldNode[] children = new FieldNode[0];
  private int[] fields = new int[0];

  private FieldNode(String name) {
    this.name = PlainName.of(name);
  }

  static FieldNode root() {
    return new FieldNode("");
  }

  void add(List<String> path, int field) {
    FieldNode node = this;
    for (String step : path) {
      node = node.make(step);
    }
    node.fields = Ints.concat(node.fields, new int[] {field});
  }

  private FieldNode make(String step) {
    FieldNode child = byName.get(step);
    if (child == null) {
      child = new FieldNode(step);
      byName.put(step, child);
      children = ObjectArrays.concat(children, child);
    }
    return child;
  }

  PlainName name() {
    return name;
  }

  boolean isLeaf() {
    return children.length == 0;
  }

  /** The fields whose value stands here. */
  int[] fields() {
    return fields;
  }

  /** In the order in which they were added. */
  FieldNode[] children() {
    return children;
  }

  @Nullable FieldNode child(String step) {
    return byName.get(step);
  }

  /** Which child is called what stands in {@code text}, or -1. */
  int child(byte[] text, int from, int to) {
    for (int i = 0; i < children.length; i++) {
      if (children[i].name.is(text, from, to)) {
        return i;
      }
    }
    return -1;
  }

  /** Everything here and below is missing. */
  void clear(FieldValues values) {
    for (int field : fields) {
      values.set(field, null);
    }
    for (FieldNode child : children) {
      child.clear(values);
    }
  }
}
