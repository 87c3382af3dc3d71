package io.stationsync.setup;

import java.util.List;
import java.util.stream.Collectors;

/** How a server setting is changed, in words; see {@link Finding#fix()} for which lines are SQL. */
final class Fix {
    private Fix() {}

    /** A global variable that can be set while the server runs, and kept over a restart. */
    static String dynamic(String variable, String value) {
        return """
                SET GLOBAL %1$s=%2$s;
                and %1$s=%2$s in my.cnf under [mysqld]""".formatted(variable, value);
    }

    /** Like {@link #dynamic}, for a variable that open sessions have a copy of. */
    static String dynamicForNewSessions(String variable, String value) {
        return dynamic(variable, value)
                + "\nSessions that are open now keep the old value: restart the application that writes the tables.";
    }

    /** Settings that the server reads only when it starts. */
    static String restart(List<String> lines) {
        return "in my.cnf under [mysqld], then restart MariaDB:\n"
                + lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }
}
