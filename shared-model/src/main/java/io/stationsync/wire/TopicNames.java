package io.stationsync.wire;

import io.stationsync.model.StationCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of our topics. Table names outside Kafka's alphabet are escaped reversibly, see {@link TableNameEscape}.
 */
public final class TopicNames {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final String CODE = "{code}";
    private static final String TABLE = "{table}";
    private static final String CENTER = "center";

    private final String prefix;
    private final String upTemplate;
    private final Pattern upPattern;

    /** What the name of an up topic says. */
    public record UpTopic(StationCode station, String table) {}

    /**
     * @param prefix such as {@code sync}
     * @param upTemplate such as <code>{prefix}.up.{code}.{table}</code>
     * @throws IllegalArgumentException naming the setting, its value, and what was expected
     */
    public TopicNames(String prefix, String upTemplate) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "sync.topics.prefix: '%s' (expected: letters, digits, _ and -, parts joined by dots)"
                            .formatted(prefix));
        }
        String template = upTemplate.replace("{prefix}", prefix);
        int code = template.indexOf(CODE);
        int table = template.indexOf(TABLE);
        if (code < 1 || table < code + CODE.length() + 1 || !template.endsWith(TABLE)) {
            throw new IllegalArgumentException(
                    "sync.topics.up: '%s' (expected: {code}, later {table} at the end, as in {prefix}.up.{code}.{table})"
                            .formatted(upTemplate));
        }
        this.prefix = prefix;
        this.upTemplate = template;
        this.upPattern = Pattern.compile(Pattern.quote(template.substring(0, code))
                + "([A-Za-z0-9_-]{1,64})"
                + Pattern.quote(template.substring(code + CODE.length(), table))
                + "([A-Za-z0-9_-]+)");
    }

    public String up(StationCode station, String table) {
        return upTemplate.replace(CODE, station.value()).replace(TABLE, TableNameEscape.escape(table));
    }

    public String down(StationCode station) {
        return prefix + ".down." + station;
    }

    public String status(StationCode station) {
        return prefix + ".status." + station;
    }

    /** The center's own status topic; no station can be called {@code center} because of it. */
    public String centerStatus() {
        return prefix + ".status." + CENTER;
    }

    public Optional<UpTopic> parseUp(String topic) {
        Matcher matcher = upPattern.matcher(topic);
        return matcher.matches()
                ? Optional.of(
                        new UpTopic(new StationCode(matcher.group(1)), TableNameEscape.unescape(matcher.group(2))))
                : Optional.empty();
    }

    public Optional<StationCode> parseDown(String topic) {
        return parseStation(topic, prefix + ".down.");
    }

    /** @return empty for the center's own */
    public Optional<StationCode> parseStatus(String topic) {
        return parseStation(topic, prefix + ".status.")
                .filter(code -> !code.value().equals(CENTER));
    }

    private static Optional<StationCode> parseStation(String topic, String start) {
        String rest = topic.startsWith(start) ? topic.substring(start.length()) : "";
        return StationCode.isValid(rest) ? Optional.of(new StationCode(rest)) : Optional.empty();
    }
}
