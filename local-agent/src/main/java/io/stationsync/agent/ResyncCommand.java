package io.stationsync.agent;

import io.stationsync.agent.load.ResyncTable;
import io.stationsync.database.SqlFailures;
import io.stationsync.setup.DatabaseConnector;
import io.stationsync.setup.DatabaseConnector.Attempt;
import io.stationsync.setup.Finding;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code java -jar local-agent.jar resync TABLE [REASON]}: has the service send all rows of a table again. */
final class ResyncCommand {
    private static final String WORD = "resync";

    private ResyncCommand() {}

    static boolean isAskedFor(String[] args) {
        return args.length > 0 && args[0].equals(WORD);
    }

    /** @return the exit code: 0 if the service will do it */
    static int run(String[] args) {
        List<String> words = new ArrayList<>();
        List<String> options = new ArrayList<>(List.of("--logging.level.root=OFF"));
        for (String argument : List.of(args).subList(1, args.length)) {
            (argument.startsWith("--") ? options : words).add(argument);
        }
        if (words.isEmpty()) {
            System.err.println("resync: no table (expected: resync TABLE [REASON], TABLE being one of sync.tables)");
            return 1;
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ResyncConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(options.toArray(new String[0]))) {
            String reason =
                    words.size() == 1 ? "asked for at the station" : String.join(" ", words.subList(1, words.size()));
            return request(
                    context.getBean(AgentProperties.class),
                    context.getBean(DataSourceProperties.class),
                    words.get(0),
                    reason,
                    System.out,
                    System.err);
        }
    }

    private static int request(
            AgentProperties properties,
            DataSourceProperties database,
            String table,
            String reason,
            PrintStream out,
            PrintStream errors) {
        if (!properties.tables().contains(table)) {
            errors.printf("resync: '%s' (expected: one of sync.tables: %s)%n", table, properties.tables());
            return 1;
        }
        Attempt attempt = DatabaseConnector.open(
                Objects.requireNonNullElse(database.getUrl(), ""), database.getUsername(), database.getPassword());
        if (!(attempt instanceof Attempt.Opened opened)) {
            Finding failure = attempt.failure().orElseThrow();
            errors.printf("resync: %s. %s%n", failure.message(), failure.fix());
            return 1;
        }
        try (Connection connection = opened.connection()) {
            ResyncTable.requestOfOperator(connection, table, reason);
        } catch (SQLException e) {
            errors.printf(
                    "resync: %s. Start the service once, which makes its tables, and see that the account may write them%n",
                    SqlFailures.describe(e));
            return 1;
        }
        out.printf(
                "%s will be sent again; see how far it is in /actuator/health, component load. If capture has FAILED there at an event, it goes on behind it and all tables are sent%n",
                table);
        return 0;
    }
}
