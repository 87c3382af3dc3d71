package io.stationsync.center.table;

import io.stationsync.model.SqlType;
import java.math.BigInteger;
import java.util.List;

/** How much a column type takes. */
final class TypeSize {
    /** The integer types, the smallest first, with their bits. */
    static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");

    private static final List<Integer> BITS = List.of(8, 16, 24, 32, 64);
    private static final int BYTES_PER_CHARACTER = 4;

    private TypeSize() {}

    static BigInteger least(SqlType integer) {
        return integer.unsigned()
                ? BigInteger.ZERO
                : BigInteger.ONE.shiftLeft(bits(integer) - 1).negate();
    }

    static BigInteger most(SqlType integer) {
        return BigInteger.ONE
                .shiftLeft(integer.unsigned() ? bits(integer) : bits(integer) - 1)
                .subtract(BigInteger.ONE);
    }

    private static int bits(SqlType integer) {
        return BITS.get(INTEGERS.indexOf(integer.word()));
    }

    static int integerDigits(SqlType decimal) {
        return decimal.size(0, 10) - decimal.size(1, 0);
    }

    /** Whether its size is a number of characters, or of bytes if it is binary. */
    static boolean isCounted(SqlType text) {
        return text.word().endsWith("char");
    }

    /** The bytes that its values may take, of text in utf8mb4. */
    static long bytes(SqlType stringType) {
        return switch (stringType.word()) {
            case "char", "varchar" -> (long) stringType.size(0, 1) * BYTES_PER_CHARACTER;
            case "binary", "varbinary" -> stringType.size(0, 1);
            case "tinytext", "tinyblob" -> 255;
            case "text", "blob" -> 65_535;
            case "mediumtext", "mediumblob" -> 16_777_215;
            default -> 4_294_967_295L;
        };
    }
}
