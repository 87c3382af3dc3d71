package io.stationsync.capture;

import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that is kept as counted bytes: text, binary, BLOB, geometry; and ENUM and SET, kept as numbers. */
final class StringCodecs {
    private StringCodecs() {}

    /** @param countBytes how many bytes the length before each cell has */
    static CellCodec text(int countBytes, TextCharset charset) {
        return cell -> {
            int length = Math.toIntExact(cell.unsigned(countBytes));
            return Value.of(charset.decode(cell.array(), cell.skip(length), length));
        };
    }

    static CellCodec binary(int countBytes) {
        return cell -> Value.of(cell.copy(Math.toIntExact(cell.unsigned(countBytes))));
    }

    /** BINARY(n): the binlog leaves out trailing NULs, SELECT does not. */
    static CellCodec padded(int countBytes, int size) {
        return cell -> {
            byte[] bytes = cell.copy(Math.toIntExact(cell.unsigned(countBytes)));
            return Value.of(bytes.length == size ? bytes : Arrays.copyOf(bytes, size));
        };
    }

    /** Numbered from 1; 0 is the empty text of a value that was refused without strict mode. */
    static CellCodec enumeration(int bytes, List<String> names) {
        List<Value> values = new ArrayList<>(names.size() + 1);
        values.add(Value.of(""));
        names.forEach(name -> values.add(Value.of(name)));
        return cell -> values.get((int) cell.unsigned(bytes));
    }

    static CellCodec set(int bytes, List<String> names) {
        return cell -> {
            long bits = cell.unsigned(bytes);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < names.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    text.append(text.isEmpty() ? "" : ",").append(names.get(i));
                }
            }
            return Value.of(text.toString());
        };
    }
}
