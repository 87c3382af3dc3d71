package io.stationsync.center;

import io.stationsync.boot.DoctorCommand;
import io.stationsync.boot.StationSyncService;
import org.springframework.boot.SpringApplication;

/** {@code java -jar control-center.jar} runs the service; with {@code doctor} it checks the set-up and ends. */
@StationSyncService
public class ControlCenterApplication {

    public static void main(String[] args) {
        if (DoctorCommand.isAskedFor(args)) {
            System.exit(DoctorCommand.run(CenterDoctor.class, args));
        }
        SpringApplication.run(ControlCenterApplication.class, args);
    }
}
