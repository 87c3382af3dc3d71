package io.stationsync.agent;

import io.stationsync.boot.DoctorCommand;
import io.stationsync.boot.StationSyncService;
import org.springframework.boot.SpringApplication;

/**
 * {@code java -jar local-agent.jar} runs the service; with {@code doctor} it checks the set-up and ends; with {@code resync
 * TABLE} it has the running service send all rows of the table again, and ends.
 */
@StationSyncService
public class LocalAgentApplication {

    public static void main(String[] args) {
        if (DoctorCommand.isAskedFor(args)) {
            System.exit(DoctorCommand.run(AgentDoctor.class, args));
        }
        if (ResyncCommand.isAskedFor(args)) {
            System.exit(ResyncCommand.run(args));
        }
        SpringApplication.run(LocalAgentApplication.class, args);
    }
}
