package io.stationsync.demo;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A file of SQL as the client {@code mariadb} takes it, as far as those in deploy/sql need it. */
final class SqlScript {
    private SqlScript() {}

    /** The statements without comments; {@code ;} and {@code --} inside of quotes are not understood. */
    static List<String> statements(String script) {
        String code = script.lines()
                .filter(line -> !line.stripLeading().startsWith("--"))
                .collect(Collectors.joining("\n"));
        return Stream.of(code.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
