package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes that have gathered at the station while nothing moved: how fast each mover brings them to the center. */
final class Backlog implements Scenario {
    private static final String DIGEST =
            "SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', id, text, code, create_date, modify_date))) FROM kafka_test WHERE code = '%s'"
                    .formatted(Bench.STATION);

    /** Makes the changes of one run. */
    private interface Changes {
        Workload of(Rows rows, int number);
    }

    private record Measured(Mover mover, List<Measurement> runs) {
        double rate() {
            return Figures.median(runs.stream().map(Measurement::rowsPerSecond).toList());
        }

        String bytes() {
            return "%.0f"
                    .formatted(Figures.median(
                            runs.stream().map(Measurement::bytesPerRow).toList()));
        }

        String memory() {
            return Figures.each(runs, Measurement::peakMiB, "%.0f");
        }

        List<String> line(double ours, boolean equal) {
            return List.of(
                    mover.name(),
                    "%,.0f".formatted(rate()),
                    "%.1f".formatted(ours / rate()),
                    Figures.each(runs, Figures::microsPerRow, "%.1f"),
                    memory(),
                    bytes(),
                    equal ? "yes" : "**no**");
        }
    }

    private final Figure figure;
    private final String title;
    private final boolean needsRows;
    private final Changes changes;

    /** @param needsRows whether the changes are of rows that must be there before */
    private Backlog(Figure figure, String title, boolean needsRows, Changes changes) {
        this.figure = figure;
        this.title = title;
        this.needsRows = needsRows;
        this.changes = changes;
    }

    static Backlog inserts() {
        return new Backlog(
                Figure.INSERTS,
                "Backlog of inserts in transactions of 1,000",
                false,
                (rows, number) -> rows.inserts(number, Rows.TRANSACTION));
    }

    static Backlog single() {
        return new Backlog(
                Figure.SINGLE,
                "Backlog of inserts in transactions of one row",
                false,
                (rows, number) -> rows.inserts(number / 2, 1));
    }

    static Backlog updates() {
        AtomicInteger run = new AtomicInteger();
        return new Backlog(
                Figure.UPDATES,
                "Backlog of updates in transactions of 1,000",
                true,
                (rows, number) -> rows.updates(number, Rows.TRANSACTION, "updated " + run.incrementAndGet()));
    }

    static Backlog deletes() {
        return new Backlog(
                Figure.DELETES,
                "Backlog of deletes in transactions of 1,000",
                true,
                (rows, number) -> rows.deletes(number));
    }

    static Backlog mixed() {
        return new Backlog(
                Figure.MIXED,
                "Backlog of mixed changes in transactions of ten",
                false,
                (rows, number) -> rows.mixed(number / 2));
    }

    @Override
    public void run(Bench bench, Report report) {
        List<Measured> all = bench.movers().stream()
                .map(mover -> new Measured(mover, new ArrayList<>()))
                .toList();
        for (int run = 0; run < bench.options().runs(); run++) {
            if (needsRows) {
                bench.bringAll(bench.rows().inserts(bench.options().rows(), Rows.TRANSACTION));
            }
            Workload workload = changes.of(bench.rows(), bench.options().rows());
            List<Long> bytesBefore = bench.movers().stream().map(Mover::bytes).toList();
            Rows.write(workload, bench.station().database());
            for (int i = 0; i < all.size(); i++) {
                Measured one = all.get(i);
                one.runs().add(measure(one.mover(), workload, bytesBefore.get(i)));
            }
        }
        report.text("## " + title);
        report.text("%,d rows per run.".formatted(all.get(0).runs().get(0).rows()));
        write(bench, all, report);
    }

    private static Measurement measure(Mover mover, Workload workload, long bytesBefore) {
        try (Sight target = new Sight(mover.target(), mover::state)) {
            List<ProcessUse> use = Watched.use(mover.processes());
            mover.release();
            long first = target.of(workload.first());
            long last = target.of(workload.last());
            Measurement measurement =
                    Measurement.of(workload.rows(), (last - first) / 1e9, use, mover.bytes() - bytesBefore);
            mover.hold();
            return measurement;
        }
    }

    private void write(Bench bench, List<Measured> all, Report report) {
        double ours = all.get(0).rate();
        String station = digest(bench.station().database().connect());
        List<List<String>> lines = new ArrayList<>();
        for (Measured one : all) {
            boolean equal = digest(one.mover().target()).equals(station);
            lines.add(one.line(ours, equal));
            String name = one.mover().name();
            report.memory(one.runs());
            report.figure(figure, name, "%,.0f%s".formatted(one.rate(), equal ? "" : " **(rows differ)**"));
            if (figure == Figure.INSERTS) {
                report.figure(Figure.BYTES, name, one.bytes());
            }
        }
        report.table(
                List.of(
                        "",
                        "rows/s",
                        "StationSync is … times as fast",
                        "CPU, µs per row",
                        "peak memory, MiB",
                        "bytes per row on the way",
                        "all rows equal"),
                lines);
    }

    /** @param connection closed by this */
    private static String digest(Connection connection) {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(DIGEST)) {
            result.next();
            return result.getString(1) + " " + result.getString(2);
        } catch (SQLException e) {
            throw new IllegalStateException("The rows of %s can't be compared".formatted(Database.SCHEMA), e);
        }
    }
}
