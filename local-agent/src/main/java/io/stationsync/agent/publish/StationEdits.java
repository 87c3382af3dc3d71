package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.decision.ChosenValues;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.UnsentRetry.Edits;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.EnvelopeWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Other values for a change of the station that was not sent. The center answers with the row, so that the station has them too. */
public final class StationEdits implements Edits {
    private final StationTables tables;

    public StationEdits(StationTables tables) {
        this.tables = tables;
    }

    @Override
    public Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws DecisionRefusedException {
        StationTable table = tables.get(change.table());
        List<String> writable = table.schema().columnNames().stream()
                .filter(column -> !table.schema().primaryKey().contains(column) && !column.equals(table.codeColumn()))
                .toList();
        return ChosenValues.read(writable, table.types(), given);
    }

    @Override
    public byte[] edited(QuarantinedChange change, byte[] payload, Map<String, Value> values) {
        Envelope envelope =
                new EnvelopeReader().value(payload, tables.get(change.table()).types());
        RowChange read = envelope.change();
        Row after = Objects.requireNonNull(read.after()).with(values);
        return new EnvelopeWriter()
                .value(new Envelope(
                        new RowChange(read.op(), read.before(), after), envelope.source(), envelope.timestampMs()));
    }
}
