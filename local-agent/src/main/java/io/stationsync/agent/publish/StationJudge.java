package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTables;
import io.stationsync.model.RowKey;
import io.stationsync.quarantine.Judge;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.MaxRowSize;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A station sends rows of its own codes, up to a size. */
public final class StationJudge implements Judge {
    private final StationTables tables;
    private final Set<String> codes;
    private final String codeColumn;
    private final MaxRowSize maxRowSize;

    public StationJudge(StationTables tables, Set<String> codes, String codeColumn, MaxRowSize maxRowSize) {
        this.tables = tables;
        this.codes = Set.copyOf(codes);
        this.codeColumn = codeColumn;
        this.maxRowSize = maxRowSize;
    }

    @Override
    public @Nullable String problem(String table, RowKey key, ProducerRecord<byte[], byte[]> record) {
        String code = key.values().get(codeColumn).display();
        return codes.contains(code)
                ? maxRowSize.problem(record)
                : "code is '%s' (expected: one of %s, see sync.codes)".formatted(code, new TreeSet<>(codes));
    }

    @Override
    public @Nullable String problem(String table, ProducerRecord<byte[], byte[]> record) {
        RowKey key = new EnvelopeReader().key(record.key(), tables.get(table).types());
        return problem(table, key, record);
    }
}
