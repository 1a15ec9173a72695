package io.tidemark.aggregate;

import com.datadoghq.sketch.ddsketch.mapping.BitwiseLinearlyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.Bin;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.tidemark.model.Event;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Iterator;
import org.apache.beam.sdk.util.VarInt;

/**
 * The quantiles of numbers, by DDSketch: a count for each bin of values that are alike.
 *
 * <p>The quantile {@code p} of {@code n} values is within 1 % (1/128) of the value at rank {@code
 * floor(p * (n - 1))}, from 0; the least and the greatest number are exact, and so is a quantile of
 * equal ones. Numbers below 2.3e-308 count as 0; -Infinity is before all numbers, Infinity after
 * them, and NaN after that.
 *
 * <p>Bins are cut by the bits of the values and only counted, none is ever collapsed: the sketch
 * does not depend on the order of adding and merging, nor on the machine's logarithms.
 *
 * <p>Cost: 64 bins for values that differ by a factor of 2, 640 by a factor of 1,000; some 60 bytes
 * of memory for each one that has values, 2 or 3 when encoded.
 */
final class Quantiles implements Accumulation {
  private static final int BINARY_DIGITS = 6;
  private static final IndexMapping BINS = new BitwiseLinearlyInterpolatedMapping(BINARY_DIGITS);

  private static final int MINUS_INFINITY = 0;
  private static final int ZERO = 1;
  private static final int PLUS_INFINITY = 2;
  private static final int NAN = 3;

  private final Store negatives = new SparseStore();
  private final Store positives = new SparseStore();

  /** How many there are of the values that have no bin. */
  private final long[] others = new long[4];

  private long count;

  /** Of the finite values; where there are none, least is the greater one. */
  private double least = Double.POSITIVE_INFINITY;

  private double greatest = Double.NEGATIVE_INFINITY;

  static Quantiles decode(InputStream in) throws IOException {
    Quantiles decoded = new Quantiles();
    DataInputStream data = new DataInputStream(in);
    for (int i = 0; i < decoded.others.length; i++) {
      decoded.others[i] = VarInt.decodeLong(in);
      decoded.count += decoded.others[i];
    }
    decoded.count += decode(decoded.negatives, in) + decode(decoded.positives, in);
    if (decoded.finite() > 0) {
      decoded.least = data.readDouble();
      decoded.greatest = data.readDouble();
    }
    return decoded;
  }

  private static long decode(Store store, InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    int index = 0;
    long counted = 0;
    for (int i = 0; i < size; i++) {
      index += VarInt.decodeInt(in);
      long inBin = VarInt.decodeLong(in);
      store.add(index, inBin);
      counted += inBin;
    }
    return counted;
  }

  @Override
  public void add(Object value, Event event) {
    double number = ((Number) value).doubleValue() + 0.0;
    count++;
    if (Double.isNaN(number)) {
      others[NAN]++;
      return;
    } else if (Double.isInfinite(number)) {
      others[number > 0 ? PLUS_INFINITY : MINUS_INFINITY]++;
      return;
    }
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
    double magnitude = Math.abs(number);
    if (magnitude < Double.MIN_NORMAL) {
      others[ZERO]++;
    } else {
      (number > 0 ? positives : negatives).add(BINS.index(magnitude));
    }
  }

  @Override
  public void addAll(Accumulation other) {
    Quantiles that = (Quantiles) other;
    negatives.mergeWith(that.negatives);
    positives.mergeWith(that.positives);
    for (int i = 0; i < others.length; i++) {
      others[i] += that.others[i];
    }
    count += that.count;
    least = Math.min(least, that.least);
    greatest = Math.max(greatest, that.greatest);
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    for (long each : others) {
      VarInt.encode(each, out);
    }
    encode(negatives, out);
    encode(positives, out);
    if (finite() > 0) {
      data.writeDouble(least);
      data.writeDouble(greatest);
    }
  }

  private static void encode(Store store, OutputStream out) throws IOException {
    int size = 0;
    for (Iterator<Bin> bins = store.getAscendingIterator(); bins.hasNext(); bins.next()) {
      size++;
    }
    VarInt.encode(size, out);
    int index = 0;
    for (Iterator<Bin> bins = store.getAscendingIterator(); bins.hasNext(); ) {
      Bin bin = bins.next();
      VarInt.encode(bin.getIndex() - index, out);
      VarInt.encode((long) bin.getCount(), out);
      index = bin.getIndex();
    }
  }

  private long finite() {
    return count - others[MINUS_INFINITY] - others[PLUS_INFINITY] - others[NAN];
  }

  long count() {
    return count;
  }

  /** The quantile {@code p}, from 0 to 1, of one value at least. */
  double value(BigDecimal p) {
    long rank = p.multiply(BigDecimal.valueOf(count - 1)).toBigInteger().longValueExact();
    rank -= others[MINUS_INFINITY];
    if (rank < 0) {
      return Double.NEGATIVE_INFINITY;
    } else if (rank == 0 && finite() > 0) {
      return least;
    } else if (rank == finite() - 1) {
      return greatest;
    }
    for (Iterator<Bin> bins = negatives.getDescendingIterator(); bins.hasNext(); ) {
      Bin bin = bins.next();
      rank -= (long) bin.getCount();
      if (rank < 0) {
        return within(-middle(bin));
      }
    }
    rank -= others[ZERO];
    if (rank < 0) {
      return within(0.0);
    }
    for (Iterator<Bin> bins = positives.getAscendingIterator(); bins.hasNext(); ) {
      Bin bin = bins.next();
      rank -= (long) bin.getCount();
      if (rank < 0) {
        return within(middle(bin));
      }
    }
    return rank < others[PLUS_INFINITY] ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static double middle(Bin bin) {
    double lower = BINS.lowerBound(bin.getIndex());
    return lower + Math.scalb(1.0, Math.getExponent(lower) - BINARY_DIGITS - 1);
  }

  private double within(double number) {
    return Math.max(least, Math.min(greatest, number));
  }
}
