package io.stationsync.center.table;

import io.stationsync.model.SqlType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The smallest type that holds what two columns hold, as far as widening the first leads to it. */
final class TypeUnion {
    private static final int MOST_DIGITS = 65;
    private static final int MOST_DECIMALS = 38;
    private static final int MOST_SET_MEMBERS = 64;
    /** A row has at most 65,535 bytes, and this many characters may take all of them. */
    private static final int LONGEST_VARCHAR = 16_000;

    private static final int LONGEST_VARBINARY = 64_000;
    private static final List<String> SIZES = List.of("tiny", "", "medium", "long");

    private TypeUnion() {}

    /** @return empty if there is none that keeps every value as it is */
    static Optional<SqlType> of(SqlType master, SqlType station) {
        if (master.valueType() != station.valueType()) {
            return Optional.empty();
        }
        return switch (master.valueType()) {
            case INTEGER -> integer(master, station);
            case DECIMAL -> decimal(master, station);
            case TIME, DATETIME, TIMESTAMP ->
                Optional.of(SqlType.of(master.word(), Math.max(master.size(0, 0), station.size(0, 0))));
            case TEXT -> Optional.of(string(master, station, "varchar", "text", LONGEST_VARCHAR));
            case BINARY ->
                master.word().equals("binary") && station.word().equals("binary")
                        ? Optional.empty()
                        : Optional.of(string(master, station, "varbinary", "blob", LONGEST_VARBINARY));
            case ENUM, SET -> members(master, station);
            default -> Optional.empty();
        };
    }

    private static Optional<SqlType> integer(SqlType master, SqlType station) {
        BigInteger least = TypeSize.least(master).min(TypeSize.least(station));
        BigInteger most = TypeSize.most(master).max(TypeSize.most(station));
        return TypeSize.INTEGERS.stream()
                .map(word -> new SqlType(word, List.of(), List.of(), least.signum() == 0))
                .filter(type -> TypeSize.least(type).compareTo(least) <= 0
                        && TypeSize.most(type).compareTo(most) >= 0)
                .findFirst();
    }

    private static Optional<SqlType> decimal(SqlType master, SqlType station) {
        int decimals = Math.max(master.size(1, 0), station.size(1, 0));
        int digits = decimals + Math.max(TypeSize.integerDigits(master), TypeSize.integerDigits(station));
        return digits > MOST_DIGITS || decimals > MOST_DECIMALS
                ? Optional.empty()
                : Optional.of(new SqlType(
                        "decimal", List.of(digits, decimals), List.of(), master.unsigned() && station.unsigned()));
    }

    private static SqlType string(SqlType master, SqlType station, String counted, String large, int longest) {
        boolean bothFixed = master.word().equals("char") && station.word().equals("char");
        if (isCounted(master) && isCounted(station)) {
            int size = Math.max(master.size(0, 1), station.size(0, 1));
            if (bothFixed || size <= longest) {
                return SqlType.of(bothFixed ? "char" : counted, size);
            }
        }
        long bytes = Math.max(TypeSize.bytes(master), TypeSize.bytes(station));
        return SIZES.stream()
                .map(size -> SqlType.of(size + large))
                .filter(type -> TypeSize.bytes(type) >= bytes)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isCounted(SqlType type) {
        return TypeSize.isCounted(type) || type.word().endsWith("binary");
    }

    private static Optional<SqlType> members(SqlType master, SqlType station) {
        List<String> all = new ArrayList<>(master.members());
        station.members().stream().filter(member -> !all.contains(member)).forEach(all::add);
        return master.word().equals("set") && all.size() > MOST_SET_MEMBERS
                ? Optional.empty()
                : Optional.of(master.withMembers(all));
    }
}
