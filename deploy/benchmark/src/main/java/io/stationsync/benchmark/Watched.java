package io.stationsync.benchmark;

import io.stationsync.demo.ServiceProcess;
import io.stationsync.servers.Server;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A process whose use of the machine is measured.
 *
 * @param name for the report
 * @param pid asked anew for each measurement; empty if there is no process here, as of a server in a container
 */
record Watched(String name, Supplier<OptionalLong> pid) {

    static Watched of(String name, Server server) {
        return new Watched(name, server::pid);
    }

    static Watched of(String name, ServiceProcess service) {
        return new Watched(name, () -> service.isRunning() ? OptionalLong.of(service.pid()) : OptionalLong.empty());
    }

    /** What these use from now on. */
    static List<ProcessUse> use(List<Watched> all) {
        return all.stream()
                .flatMap(watched ->
                        watched.pid.get().stream().boxed().flatMap(pid -> Stream.of(new ProcessUse(watched.name, pid))))
                .toList();
    }
}
