package io.stationsync.servers;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * A broker in a JVM of its own. It runs from this JVM's class path, so Kafka's server must be there as jars (a class path,
 * or a manifest that names them), not nested in another jar.
 */
final class LocalKafkaServer extends LocalServer implements KafkaServer {

    /** Only what goes wrong, to the output that {@link ChildProcess} keeps. */
    private static final String LOGBACK = """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final int port = FreePort.next();
    private final List<TcpProxy> links = new ArrayList<>();

    /** @param options broker settings that win over the defaults */
    LocalKafkaServer(Path folder, Map<String, String> options, int links) {
        super(folder);
        for (int i = 0; i < links; i++) {
            this.links.add(new TcpProxy("127.0.0.1", FreePort.next()));
        }
        try {
            Files.createDirectory(inFolder("tmp"));
            Files.writeString(inFolder("logback.xml"), LOGBACK);
            try (var out = Files.newBufferedWriter(settings())) {
                properties(options).store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        format();
    }

    private Properties properties(Map<String, String> options) {
        int controller = FreePort.next();
        Map<String, Integer> listening = new LinkedHashMap<>(Map.of("CLIENT", port));
        Map<String, Integer> advertised = new LinkedHashMap<>(listening);
        for (TcpProxy link : links) {
            listening.put("LINK" + link.port(), link.targetPort());
            advertised.put("LINK" + link.port(), link.port());
        }
        listening.put("CONTROLLER", controller);
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("inter.broker.listener.name", "CLIENT");
        properties.setProperty("listeners", join(listening, "%s://127.0.0.1:%d"));
        properties.setProperty("advertised.listeners", join(advertised, "%s://127.0.0.1:%d"));
        properties.setProperty("listener.security.protocol.map", join(listening, "%s:PLAINTEXT"));
        properties.setProperty("log.dirs", inFolder("data").toString());
        properties.putAll(new KafkaOptions(options).values());
        return properties;
    }

    private static String join(Map<String, Integer> ports, String format) {
        return ports.entrySet().stream()
                .map(listener -> String.format(format, listener.getKey(), listener.getValue()))
                .collect(Collectors.joining(","));
    }

    private void format() {
        var output = new ByteArrayOutputStream();
        String[] arguments = {
            "format", "-t", Uuid.randomUuid().toString(), "-c", settings().toString()
        };
        int result = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (result != 0) {
            throw new IllegalStateException("Kafka's storage for %s cannot be formatted: %s"
                    .formatted(settings(), output.toString(StandardCharsets.UTF_8)));
        }
    }

    private Path settings() {
        return inFolder("server.properties");
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public List<TcpProxy> links() {
        return List.copyOf(links);
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        try (KafkaProbe probe = new KafkaProbe("127.0.0.1", port)) {
            start(probe::answers);
        }
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Starts in two thirds of the time.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + inFolder("tmp"),
                "-Dlogback.configurationFile=" + inFolder("logback.xml")));
        Stream.of(System.getProperty(Servers.KAFKA_JVM, "").split(" "))
                .filter(argument -> !argument.isEmpty())
                .forEach(command::add);
        command.addAll(List.of("-cp", classPath(), "kafka.Kafka", settings().toString()));
        return command;
    }

    /** This JVM's, made absolute because the broker runs in its own folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public void close() {
        links.forEach(TcpProxy::close);
        super.close();
    }

    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers();
    }
}
