package io.tidemark.enrich;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * IP addresses as text, and as numbers: an IPv4 one is the number of its IPv4-mapped IPv6 address.
 * A name is never looked up.
 */
final class IpText {
  private static final long MAPPED = 0xFFFFL << 32;
  private static final int IPV4_PARTS = 4;
  private static final int MOST_DIGITS = 3;

  private IpText() {}

  /**
   * The number of the address {@code text}, or null if it is none. Zones ({@code %eth0}) are not
   * part of an address; parts of an IPv4 one have no leading zeros, since some read those as octal.
   */
  static @Nullable RangeValue parse(String text) {
    if (text.indexOf(':') < 0) {
      long address = ipv4(text);
      return address < 0 ? null : new RangeValue(Long.MIN_VALUE, MAPPED | address);
    }
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    if (!InetAddresses.isInetAddress(address)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(InetAddresses.forString(address).getAddress());
    return bytes.capacity() == Integer.BYTES
        ? new RangeValue(Long.MIN_VALUE, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
        : new RangeValue(bytes.getLong() ^ Long.MIN_VALUE, bytes.getLong());
  }

  /** The address as 32 bits, or -1 for other text. */
  private static long ipv4(String text) {
    long address = 0;
    int part = 0;
    int digits = 0;
    int parts = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (digits == 0 || parts == IPV4_PARTS) {
          return -1;
        }
        address = address << Byte.SIZE | part;
        parts++;
        part = 0;
        digits = 0;
      } else if (c < '0' || c > '9' || digits == MOST_DIGITS || (digits > 0 && part == 0)) {
        return -1;
      } else {
        part = part * 10 + (c - '0');
        digits++;
        if (part > 0xFF) {
          return -1;
        }
      }
    }
    return digits == 0 || parts < IPV4_PARTS ? -1 : address << Byte.SIZE | part;
  }

  /** The text of the address with the number {@code address}. */
  static String write(RangeValue address) {
    if (address.high() == Long.MIN_VALUE && address.low() >>> 32 == MAPPED >>> 32) {
      return InetAddresses.toAddrString(InetAddresses.fromInteger((int) address.low()));
    }
    BigInteger unsigned = address.number().add(BigInteger.ONE.shiftLeft(127));
    return InetAddresses.toAddrString(InetAddresses.fromIPv6BigInteger(unsigned));
  }
}
