package io.stationsync.benchmark;

import io.stationsync.demo.Waiting;
import io.stationsync.servers.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A standalone Kafka Connect worker in a process of its own, with the settings that it has by itself. */
final class ConnectWorker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.next();
    private final Path log;
    private final Process process;

    /** @param folder its own, empty */
    ConnectWorker(String classPath, String bootstrapServers, Path folder) {
        this.log = folder.resolve("connect.log");
        try {
            Path settings = folder.resolve("worker.properties");
            Files.writeString(settings, settings(bootstrapServers, folder));
            this.process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            // Connect's own script gives it these.
                            "-Xms256m",
                            "-Xmx2G",
                            "-cp",
                            classPath,
                            "org.apache.kafka.connect.cli.ConnectStandalone",
                            settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run Kafka Connect", e);
        }
    }

    private String settings(String bootstrapServers, Path folder) {
        return Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "key.converter",
                        "org.apache.kafka.connect.json.JsonConverter",
                        "value.converter",
                        "org.apache.kafka.connect.json.JsonConverter",
                        "offset.storage.file.filename",
                        folder.resolve("offsets").toString(),
                        "listeners",
                        "http://127.0.0.1:" + port)
                .entrySet()
                .stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
    }

    long pid() {
        return process.pid();
    }

    Watched watched() {
        return new Watched("Kafka Connect", () -> OptionalLong.of(pid()));
    }

    /** Starts a connector with one task. */
    void create(String name, Map<String, String> settings) {
        Waiting.until("Kafka Connect answers", PATIENCE, () -> {
            try {
                return send("GET", "/connectors", null).statusCode() == 200 ? Optional.empty() : Optional.of(tail());
            } catch (IOException starting) {
                return Optional.of(tail());
            }
        });
        demand("PUT", "/connectors/%s/config".formatted(name), JSON.writeValueAsString(settings));
        awaitRunning(name);
    }

    /** Before anything else is asked of a standalone worker, it must have done this: it may lock itself up for ever. */
    void resume(String name) {
        demand("PUT", "/connectors/%s/resume".formatted(name), null);
    }

    void awaitRunning(String name) {
        await(name, "RUNNING");
    }

    /** Ends its task and returns when it has ended. */
    void stop(String name) {
        demand("PUT", "/connectors/%s/stop".formatted(name), null);
        await(name, "STOPPED");
    }

    private void await(String name, String state) {
        Waiting.until("connector %s is %s".formatted(name, state), PATIENCE, () -> {
            JsonNode status = JSON.readTree(state(name));
            boolean reached =
                    status.path("connector").path("state").asString("").equals(state)
                            && (state.equals("STOPPED")
                                    ? status.path("tasks").isEmpty()
                                    : status.path("tasks")
                                            .path(0)
                                            .path("state")
                                            .asString("")
                                            .equals(state));
            return reached ? Optional.empty() : Optional.of(status + "\n" + tail());
        });
    }

    /** As its interface tells it. */
    String state(String name) {
        return demand("GET", "/connectors/%s/status".formatted(name), null);
    }

    private String demand(String method, String path, @Nullable String body) {
        try {
            HttpResponse<String> response = send(method, path, body);
            if (response.statusCode() >= 300) {
                throw new IllegalStateException("Kafka Connect answers %s %s with %d: %s"
                        .formatted(method, path, response.statusCode(), response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka Connect does not answer. It says: " + tail(), e);
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) throws IOException {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .header("Content-Type", "application/json")
                .method(method, content)
                .timeout(PATIENCE)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking Kafka Connect", e);
        }
    }

    /** What it said last. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
