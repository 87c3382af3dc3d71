package io.stationsync.demo;

import io.stationsync.demo.EditOperation.Step;
import io.stationsync.demo.EditOperation.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The operations of one writer on the rows of one station: a seed gives the same ones in the same order, whatever the writer
 * finds in the database. Not thread-safe.
 */
final class EditOperations {
    private static final int LONGEST_PAUSE_MS = 80;
    private static final int STAMPS_PER_OPERATION = 1_000;

    private final List<EditedTable> tables;
    private final String station;
    private final Random random;
    private long number;

    EditOperations(List<EditedTable> tables, String station, long seed) {
        this.tables = List.copyOf(tables);
        this.station = station;
        this.random = new Random(seed);
    }

    EditOperation next() {
        number++;
        int count = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 1;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step());
        }
        return new EditOperation(number, steps, Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MS)));
    }

    private Step step() {
        EditedTable table = tables.get(random.nextInt(tables.size()));
        List<Integer> key = table.keys().get(random.nextInt(table.keys().size()));
        return new Step(table.row(station, key), wish(), columns(), stamp());
    }

    private Wish wish() {
        int chance = random.nextInt(100);
        return chance < 15 ? Wish.DELETE : chance < 20 ? Wish.DELETE_AND_INSERT : Wish.UPDATE;
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(EditedTable.EDITED);
        Collections.shuffle(columns, random);
        return columns.subList(0, 1 + random.nextInt(columns.size()));
    }

    /** Later with each operation, but not always: clocks differ. */
    private long stamp() {
        return number * STAMPS_PER_OPERATION + random.nextInt(10 * STAMPS_PER_OPERATION);
    }
}
