package io.stationsync.setup;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an account may do, as SHOW GRANTS tells it: its own grants and those of its active role and of PUBLIC. A grant of
 * single columns counts as none.
 */
final class Grants {
    private static final String ALL = "ALL PRIVILEGES";
    private static final String QUOTED = "(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\")";
    private static final Pattern PRIVILEGES = Pattern.compile(
            "GRANT (?<privileges>.+?) ON (?<schema>\\*|%1$s)\\.(?<table>\\*|%1$s) TO (?<grantee>%1$s|[^ ]+).*"
                    .formatted(QUOTED));
    private static final Pattern ROLE = Pattern.compile("GRANT (?<role>%s) TO .*".formatted(QUOTED));
    private static final Pattern OF_COLUMNS = Pattern.compile("[A-Z ]+ \\((?:%s(?:, )?)+\\)".formatted(QUOTED));

    /** Schema (with wildcards) and table are empty where the grant is for all. */
    private record Grant(String grantee, String schema, String table, Set<String> privileges) {
        boolean isGlobal() {
            return schema.isEmpty();
        }

        boolean isOfSchema(String name, boolean namesHaveCase) {
            return !isGlobal()
                    && table.isEmpty()
                    && Pattern.compile(regex(schema), namesHaveCase ? 0 : Pattern.CASE_INSENSITIVE)
                            .matcher(name)
                            .matches();
        }

        boolean isOfTable(String schemaName, String tableName, boolean namesHaveCase) {
            return !table.isEmpty() && same(schema, schemaName, namesHaveCase) && same(table, tableName, namesHaveCase);
        }

        /** The number of characters before the first wildcard. */
        int specificity() {
            return schema.replaceAll("(?<!\\\\)[%_].*", "").length();
        }
    }

    private final List<Grant> grants;
    private final Set<String> inactiveRoles;
    private final boolean namesHaveCase;

    private Grants(List<Grant> grants, Set<String> inactiveRoles, boolean namesHaveCase) {
        this.grants = grants;
        this.inactiveRoles = inactiveRoles;
        this.namesHaveCase = namesHaveCase;
    }

    /** @param lines the rows of SHOW GRANTS */
    static Grants of(List<String> lines, boolean namesHaveCase) {
        List<Grant> grants = lines.stream()
                .map(PRIVILEGES::matcher)
                .filter(Matcher::matches)
                .map(Grants::grant)
                .toList();
        Set<String> inactive = lines.stream()
                .map(ROLE::matcher)
                .filter(Matcher::matches)
                .map(m -> unquoted(m.group("role")))
                .collect(Collectors.toCollection(TreeSet::new));
        grants.forEach(g -> inactive.remove(g.grantee()));
        return new Grants(grants, inactive, namesHaveCase);
    }

    private static Grant grant(Matcher line) {
        Set<String> privileges = Stream.of(OF_COLUMNS
                        .matcher(line.group("privileges"))
                        .replaceAll("")
                        .split(","))
                .map(String::strip)
                .filter(privilege -> !privilege.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new Grant(
                unquoted(line.group("grantee")),
                unquoted(line.group("schema")),
                unquoted(line.group("table")),
                privileges);
    }

    /** The roles that the account has but that were not active when the grants were read. */
    Set<String> inactiveRoles() {
        return inactiveRoles;
    }

    boolean hasGlobal(String privilege) {
        return has(privilege, grants.stream().filter(Grant::isGlobal));
    }

    /** Those of the privileges that the account does not have on all of the schema, in their order. */
    List<String> missingOnSchema(String schema, Collection<String> privileges) {
        return missing(privileges, p -> hasOnSchema(schema, p));
    }

    /** Those of the privileges that the account does not have on the table, in their order. */
    List<String> missingOnTable(String schema, String table, Collection<String> privileges) {
        return missing(
                privileges,
                p -> hasOnSchema(schema, p)
                        || has(p, grants.stream().filter(g -> g.isOfTable(schema, table, namesHaveCase))));
    }

    private static List<String> missing(Collection<String> privileges, Predicate<String> has) {
        return privileges.stream().filter(has.negate()).toList();
    }

    /** Of several grants to one account that match a schema, MariaDB uses the most specific alone. */
    private boolean hasOnSchema(String schema, String privilege) {
        Map<String, List<Grant>> ofSchema = grants.stream()
                .filter(g -> g.isOfSchema(schema, namesHaveCase))
                .collect(Collectors.groupingBy(Grant::grantee));
        return hasGlobal(privilege)
                || has(
                        privilege,
                        ofSchema.values().stream()
                                .flatMap(g -> g.stream().max(Comparator.comparingInt(Grant::specificity)).stream()));
    }

    private static boolean has(String privilege, Stream<Grant> grants) {
        return grants.anyMatch(
                g -> g.privileges().contains(privilege) || g.privileges().contains(ALL));
    }

    private static boolean same(String a, String b, boolean namesHaveCase) {
        return namesHaveCase ? a.equals(b) : a.equalsIgnoreCase(b);
    }

    private static String unquoted(String name) {
        if (name.equals("*")) {
            return "";
        }
        char quote = name.charAt(0);
        if (quote != '`' && quote != '"') {
            return name;
        }
        int end = name.length() - 1;
        return name.substring(1, end).replace("" + quote + quote, "" + quote);
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
