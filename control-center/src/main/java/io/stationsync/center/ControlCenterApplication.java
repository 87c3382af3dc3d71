package io.stationsync.center;

import io.stationsync.api.ApiConfiguration;
import io.stationsync.boot.CommonConfiguration;
import io.stationsync.boot.DoctorCommand;
import io.stationsync.boot.StatusConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** {@code java -jar control-center.jar} runs the service; with {@code doctor} it checks the set-up and ends. */
@SpringBootApplication
@Import({CommonConfiguration.class, StatusConfiguration.class, ApiConfiguration.class})
public class ControlCenterApplication {

    public static void main(String[] args) {
        if (DoctorCommand.isAskedFor(args)) {
            System.exit(DoctorCommand.run(CenterDoctor.class, args));
        }
        SpringApplication.run(ControlCenterApplication.class, args);
    }
}
