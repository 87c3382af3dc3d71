package io.stationsync.model;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * One cell of a row in the one form both databases, the binlog and the wire agree on. Two cells hold the same value
 * exactly if they are equal; collations play no part.
 */
public sealed interface Value {

    /** The value as a person reads it; binary as hex. Row values are shown to operators and never logged. */
    String display();

    /** SQL NULL. */
    enum Null implements Value {
        NULL;

        @Override
        public String display() {
            return "NULL";
        }
    }

    /** Any integer type, YEAR included, up to the largest signed 64-bit number. */
    record Int(long value) implements Value {
        @Override
        public String display() {
            return String.valueOf(value);
        }
    }

    /** An unsigned 64-bit integer above {@link Long#MAX_VALUE}. */
    record BigInt(BigInteger value) implements Value {
        private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

        public BigInt {
            if (value.bitLength() <= 63 || value.signum() < 0 || value.compareTo(LARGEST) > 0) {
                throw new IllegalArgumentException(
                        "unsigned integer: %s (expected: 9223372036854775808..18446744073709551615)".formatted(value));
            }
        }

        @Override
        public String display() {
            return value.toString();
        }
    }

    /** FLOAT; equal by bits, so {@code -0} differs from {@code 0}. */
    record Float32(float value) implements Value {
        @Override
        public String display() {
            return String.valueOf(value);
        }
    }

    /** DOUBLE; equal by bits. */
    record Float64(double value) implements Value {
        @Override
        public String display() {
            return String.valueOf(value);
        }
    }

    /**
     * Everything that SQL writes as text: strings, DECIMAL, dates and times with their full fraction, TIMESTAMP as UTC
     * with a final {@code Z}, ENUM and SET, JSON, UUID and INET.
     */
    record Text(String value) implements Value {
        @Override
        public String display() {
            return String.valueOf(value);
        }
    }

    /** BINARY, VARBINARY, BLOB, BIT (big endian, as many bytes as its width needs) and geometry. */
    record Binary(Bytes value) implements Value {
        @Override
        public String display() {
            return "0x" + HexFormat.of().formatHex(value.toArray());
        }
    }

    static Value ofNull() {
        return Null.NULL;
    }

    static Value of(long value) {
        return new Int(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    static Value of(byte[] value) {
        return new Binary(Bytes.copyOf(value));
    }

    /** @param bits the 64 bits of an unsigned integer */
    static Value ofUnsigned(long bits) {
        return bits >= 0 ? new Int(bits) : new BigInt(new BigInteger(Long.toUnsignedString(bits)));
    }

    static Value of(BigInteger value) {
        return value.bitLength() <= 63 ? new Int(value.longValue()) : new BigInt(value);
    }

    default boolean isNull() {
        return this == Null.NULL;
    }
}
