package io.stationsync.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one run took.
 *
 * @param rows how many changes arrived
 * @param seconds from the first to the last
 * @param cpuSeconds of each process, by its name
 * @param peakMiB of memory, likewise
 * @param bytes on the way between station and center
 */
record Measurement(int rows, double seconds, Map<String, Double> cpuSeconds, Map<String, Double> peakMiB, long bytes) {

    static Measurement of(int rows, double seconds, List<ProcessUse> processes, long bytes) {
        return new Measurement(
                rows, seconds, each(processes, ProcessUse::cpuSeconds), each(processes, ProcessUse::peakMiB), bytes);
    }

    private static Map<String, Double> each(List<ProcessUse> processes, ToDoubleFunction<ProcessUse> value) {
        Map<String, Double> values = new LinkedHashMap<>();
        processes.forEach(process -> values.put(process.name(), value.applyAsDouble(process)));
        return values;
    }

    /** What came after an earlier measurement of the same processes; their peak is that of all the time. */
    Measurement since(Measurement earlier) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpuSeconds.forEach((name, used) -> cpu.put(name, used - earlier.cpuSeconds.getOrDefault(name, 0.0)));
        return new Measurement(rows - earlier.rows, seconds - earlier.seconds, cpu, peakMiB, bytes - earlier.bytes);
    }

    double rowsPerSecond() {
        return rows / seconds;
    }

    double bytesPerRow() {
        return (double) bytes / rows;
    }
}
