package io.stationsync.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Looks at the liveness of services all the time, and whether the processes are still the same. */
final class LivenessWatch implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(300);

    private final Map<ServiceProcess, Long> processes = new LinkedHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "liveness");
    private volatile boolean stopped;

    private LivenessWatch(List<ServiceProcess> services) {
        services.forEach(service -> processes.put(service, service.pid()));
    }

    static LivenessWatch of(ServiceProcess... services) {
        LivenessWatch watch = new LivenessWatch(List.of(services));
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void run() {
        while (!stopped) {
            processes.forEach(this::look);
            Waiting.pause(PACE);
        }
    }

    /** No answer within ten seconds is no complaint: the machine may be busy. A dead process is one. */
    private void look(ServiceProcess service, long pid) {
        String status = service.health("/liveness").path("status").asString("");
        if (!status.isEmpty() && !status.equals("UP")) {
            complaints.add("liveness of %s was %s".formatted(service, status));
        }
        if (!service.isRunning() || service.pid() != pid) {
            complaints.add("%s ended: %s".formatted(service, service.exitCode()));
        }
    }

    /** Empty if all was well since it began. */
    List<String> complaints() {
        return complaints.stream().distinct().toList();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
