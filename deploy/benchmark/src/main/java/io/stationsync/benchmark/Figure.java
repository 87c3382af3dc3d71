package io.stationsync.benchmark;

/** A line of the report's summary: what is promised, and how much of it. */
enum Figure {
    INSERTS("backlog of inserts, transactions of 1,000, rows/s", "≥ 60,000, ≥ 8 times Debezium"),
    SINGLE("backlog of inserts, transactions of one row, rows/s", "≥ 40,000, ≥ 5 times replication"),
    UPDATES("backlog of updates, transactions of 1,000, rows/s", "≥ 30,000"),
    DELETES("backlog of deletes, transactions of 1,000, rows/s", ""),
    MIXED("backlog of mixed changes, transactions of ten, rows/s", ""),
    BYTES("bytes per inserted row on the way", "≤ 40"),
    MEMORY("most memory in any run of any scenario, MiB", "agent ≤ 200, center ≤ 400"),
    DOWN("backlog of the center's edits, rows/s", "≥ 20,000"),
    LATENCY_UP("latency to the center, p50 / p99, ms", "≤ 25 / ≤ 100"),
    LATENCY_DOWN("latency to the station, p50 / p99, ms", "≤ 25 / ≤ 100"),
    APPLICATION("lost by the station's application", "≤ 3 %"),
    START("agent's start until its first row is published, s", "≤ 5"),
    LOAD("first load, rows/s", ""),
    BESIDE("latency beside a load, 500 changes/s, to the center / of edits to the station, p99, ms", "< 1,000"),
    IDLE_CPU("agent at rest, CPU, share of a core", "< 1 %"),
    IDLE_BYTES("station at rest, MB per day on its way to Kafka", "≤ 10"),
    GROWTH("center's CPU per change, most stations against fewest", "≤ 1.5 times");

    private final String text;
    private final String target;

    /** @param target empty if there is none */
    Figure(String text, String target) {
        this.text = text;
        this.target = target;
    }

    String text() {
        return text;
    }

    String target() {
        return target;
    }
}
