package io.stationsync.center.table;

import io.stationsync.model.SqlType;
import io.stationsync.model.ValueType;
import java.util.Set;

/** How the values of a station's column fit into the master's column. */
enum TypeFit {
    /** Every value fits exactly. */
    HOLDS,
    /** Some values do not fit; the database refuses those, row by row. */
    REFUSES_SOME,
    /** Some values would be changed without a word. */
    CHANGES_SOME,
    /** Values of another kind. */
    DIFFERENT;

    /** What a master's text column takes as it is written. */
    private static final Set<ValueType> WRITTEN = Set.of(
            ValueType.INTEGER,
            ValueType.DECIMAL,
            ValueType.DATE,
            ValueType.TIME,
            ValueType.DATETIME,
            ValueType.YEAR,
            ValueType.ENUM,
            ValueType.SET,
            ValueType.UUID,
            ValueType.INET,
            ValueType.JSON);

    private static final int LONGEST_WRITTEN = 67;

    static TypeFit of(SqlType master, SqlType station) {
        ValueType type = station.valueType();
        if (master.valueType() == ValueType.TEXT && WRITTEN.contains(type)) {
            boolean fixed = type != ValueType.ENUM && type != ValueType.SET && type != ValueType.JSON;
            return fixed && TypeSize.bytes(master) >= LONGEST_WRITTEN ? HOLDS : REFUSES_SOME;
        }
        if (master.valueType() != type) {
            return DIFFERENT;
        }
        return switch (type) {
            case INTEGER ->
                holds(TypeSize.least(master).compareTo(TypeSize.least(station)) <= 0
                        && TypeSize.most(master).compareTo(TypeSize.most(station)) >= 0);
            case DECIMAL -> decimal(master, station);
            case FLOAT, DOUBLE ->
                exact(master.sizes().isEmpty() || master.sizes().equals(station.sizes()));
            case TIME, DATETIME, TIMESTAMP -> exact(master.size(0, 0) >= station.size(0, 0));
            case TEXT -> text(master, station);
            case BINARY -> binary(master, station);
            case BIT -> exact(master.size(0, 1) == station.size(0, 1));
            case ENUM, SET -> holds(Set.copyOf(master.members()).containsAll(station.members()));
            case GEOMETRY ->
                holds(master.word().equals("geometry") || master.word().equals(station.word()));
            case INET -> master.word().equals(station.word()) ? HOLDS : DIFFERENT;
            case DATE, YEAR, JSON, UUID -> HOLDS;
        };
    }

    private static TypeFit holds(boolean all) {
        return all ? HOLDS : REFUSES_SOME;
    }

    private static TypeFit exact(boolean all) {
        return all ? HOLDS : CHANGES_SOME;
    }

    private static TypeFit decimal(SqlType master, SqlType station) {
        if (master.size(1, 0) < station.size(1, 0)) {
            return CHANGES_SOME;
        }
        return holds(TypeSize.integerDigits(master) >= TypeSize.integerDigits(station)
                && (!master.unsigned() || station.unsigned()));
    }

    /** CHAR loses blanks at the end. */
    private static TypeFit text(SqlType master, SqlType station) {
        if (master.word().equals("char") && !station.word().equals("char")) {
            return CHANGES_SOME;
        }
        boolean counted = TypeSize.isCounted(master) && TypeSize.isCounted(station);
        return holds(
                counted ? master.size(0, 1) >= station.size(0, 1) : TypeSize.bytes(master) >= TypeSize.bytes(station));
    }

    /** BINARY fills up with zeros. */
    private static TypeFit binary(SqlType master, SqlType station) {
        if (master.word().equals("binary")) {
            return exact(master.equals(station));
        }
        return holds(TypeSize.bytes(master) >= TypeSize.bytes(station));
    }
}
