package io.stationsync.boot;

import io.stationsync.setup.Doctor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code java -jar X.jar doctor}: reads the service's settings, starts nothing of it, and prints what the checks find. */
public final class DoctorCommand {
    private static final String WORD = "doctor";

    /** What a service's doctor looks at. */
    public interface Sections {
        List<Doctor.Section> sections();
    }

    private DoctorCommand() {}

    public static boolean isAskedFor(String[] args) {
        return args.length > 0 && args[0].equals(WORD);
    }

    /**
     * @param configuration defines a {@link Sections} bean
     * @return the exit code: 0 if there is no problem, otherwise 1
     */
    public static int run(Class<?> configuration, String[] args) {
        List<String> quiet = new ArrayList<>(List.of(args).subList(1, args.length));
        quiet.add("--logging.level.root=OFF");
        quiet.add("--logging.level.org.apache.kafka=OFF");
        quiet.add("--logging.level.org.springframework=OFF");
        quiet.add("--logging.level.org.springframework.boot.diagnostics=ERROR");
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(quiet.toArray(new String[0]))) {
            return new Doctor().run(System.out, context.getBean(Sections.class).sections());
        }
    }
}
