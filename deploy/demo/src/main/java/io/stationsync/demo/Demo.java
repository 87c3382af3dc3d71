package io.stationsync.demo;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A center and two stations on this machine, to look at and to play with; see {@code deploy/demo.sh}.
 *
 * <p>{@code --once} plays {@link Scenario} instead and ends with 0 if every check holds, else 1. {@code --folder=F} keeps the
 * servers' files there. {@code --terminal} draws over what it drew before.
 */
public final class Demo {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int ROWS_SHOWN = 12;
    private static final String REDRAW = "\u001b[H\u001b[J";

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final Optional<Path> folder;
    private final boolean terminal;
    private volatile boolean ending;

    private Demo(List<String> arguments) {
        this.folder = arguments.stream()
                .filter(argument -> argument.startsWith("--folder="))
                .map(argument -> Path.of(argument.substring("--folder=".length())))
                .findFirst();
        this.terminal = arguments.contains("--terminal");
    }

    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        Demo demo = new Demo(given);
        System.exit(demo.run(given.contains("--once")));
    }

    private int run(boolean once) {
        System.setProperty(Servers.KIND, "local");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "demo-shutdown"));
        folder.ifPresent(path -> Servers.inFolder(path.resolve("servers")));
        try (Fleet fleet = Fleet.of("ST001", "ST002")) {
            try {
                start(fleet);
                return once ? playOnce(fleet) : show(fleet);
            } catch (RuntimeException e) {
                explain(fleet, e);
                return 1;
            }
        }
    }

    private void start(Fleet fleet) {
        say("Starting Kafka, three MariaDB servers, the control center and two agents …");
        fleet.start();
        say("All are running.");
    }

    private void say(String line) {
        out.println("%s  %s".formatted(LocalTime.now().truncatedTo(ChronoUnit.SECONDS), line));
        out.flush();
    }

    private int playOnce(Fleet fleet) {
        List<Check> checks = new Scenario(fleet, this::say).run();
        out.println();
        new FleetView(fleet, Scenario.TABLE).tables(ROWS_SHOWN).forEach(out::println);
        out.println();
        checks.forEach(out::println);
        boolean allHold = checks.stream().allMatch(Check::holds);
        if (!allHold) {
            fleet.services().forEach(this::showLog);
        }
        out.println(allHold ? "All %d checks hold.".formatted(checks.size()) : "The demo FAILED.");
        out.flush();
        return allHold ? 0 : 1;
    }

    /** Says what failed, with the log of the part, and how the other parts are. */
    private void explain(Fleet fleet, RuntimeException failure) {
        if (ending) {
            // Everything is being ended on purpose.
            return;
        }
        out.println();
        out.println("The demo FAILED: " + failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            out.println("  because: " + cause.getMessage());
        }
        out.println();
        fleet.services()
                .forEach(service ->
                        out.println("%s: %s, health %s".formatted(service, state(service), service.health())));
        out.flush();
    }

    private static String state(ServiceProcess service) {
        return service.isRunning()
                ? "runs"
                : service.exitCode().map(code -> "ended with exit code " + code).orElse("was not started");
    }

    private void showLog(ServiceProcess service) {
        out.println();
        out.println("--- %s %s; its log ends:".formatted(service, state(service)));
        out.println(service.lastWords());
    }

    private int show(Fleet fleet) {
        for (String code : List.of("ST001", "ST002")) {
            fleet.station(code)
                    .database()
                    .execute(
                            Scenario.insert(code, "first of " + code),
                            Scenario.insert(code, "second of " + code),
                            Scenario.insert(code, "third of " + code));
        }
        List<String> heading = heading(fleet);
        FleetView view = new FleetView(fleet, Scenario.TABLE);
        if (terminal) {
            redraw(heading, view);
        } else {
            heading.forEach(out::println);
            printChanges(view);
        }
        return 0;
    }

    private List<String> heading(Fleet fleet) {
        Optional<MariaDbClient> client = folder.flatMap(path -> MariaDbClient.in(path.resolve("client")));
        List<String> lines = new ArrayList<>(List.of(
                "StationSync: a center and two stations. Change rows of kafka_test anywhere and watch. Ctrl-C ends it all.",
                ""));
        lines.addAll(commands("center", fleet.center().database(), client));
        fleet.stations().forEach(station -> lines.addAll(commands(station.code(), station.database(), client)));
        ServiceProcess center = fleet.center().service();
        KafkaServer kafka = fleet.kafka();
        lines.add("");
        lines.add("Kafka   " + kafka.bootstrapServers());
        lines.add("center  curl -u '%s:%s' %s   health: %s"
                .formatted(Center.USER, Center.PASSWORD, center.uri("/api/stations"), center.uri("/actuator/health")));
        fleet.stations()
                .forEach(station -> lines.add("%s   health: %s   process: %d"
                        .formatted(
                                station,
                                station.agent().uri("/actuator/health"),
                                station.agent().pid())));
        lines.add("");
        return lines;
    }

    private static List<String> commands(String name, Database database, Optional<MariaDbClient> client) {
        List<String> lines = new ArrayList<>();
        lines.add("%-7s %s".formatted(name, MariaDbClient.installedCommandFor(database.server())));
        client.ifPresent(unpacked -> lines.add("        " + unpacked.commandFor(database.server())));
        return lines;
    }

    private void redraw(List<String> heading, FleetView view) {
        while (!ending) {
            List<String> lines = new ArrayList<>(heading);
            lines.addAll(look(view));
            if (!ending) {
                out.print(REDRAW + String.join("\n", lines) + "\n");
                out.flush();
            }
            Waiting.pause(SECOND);
        }
    }

    private static List<String> look(FleetView view) {
        List<String> lines = new ArrayList<>(view.status());
        lines.add("");
        lines.addAll(view.tables(ROWS_SHOWN));
        return lines;
    }

    private void printChanges(FleetView view) {
        List<String> last = List.of();
        while (!ending) {
            List<String> lines = look(view);
            if (!ending && !lines.equals(last)) {
                say("---");
                lines.forEach(out::println);
                out.flush();
                last = lines;
            }
            Waiting.pause(SECOND);
        }
    }
}
