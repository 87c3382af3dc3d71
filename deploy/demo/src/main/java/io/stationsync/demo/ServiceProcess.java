package io.stationsync.demo;

import io.stationsync.servers.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the product's jars, run as {@code java -jar} in a process of its own. It may be killed and started again and keeps
 * its port; its output goes to one log file. Ends with this JVM, even if that is killed, where util-linux has
 * {@code setpriv}.
 *
 * <p>Not safe for use by several threads at once, except for what only asks, and {@link #close()}.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Duration KILLED = Duration.ofSeconds(30);
    private static final Duration STOPPED = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LOG_TAIL_BYTES = 64 * 1024;
    private static final int LOG_LINES_IN_MESSAGES = 40;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Linux signals a child when the <em>thread</em> that started it ends (prctl(2), PR_SET_PDEATHSIG), so all are started
     * by one thread that lives as long as the JVM.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "service-process-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Settings settings;
    private final Path folder;
    private final InstalledRun installed;
    private final int port = FreePort.next();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private volatile @Nullable Process process;

    /**
     * How to run it.
     *
     * @param jar the executable jar
     * @param jvm options of the JVM, such as {@code -Xmx128m}
     * @param properties given on the command line as {@code --name=value}
     * @param environment environment variables, for what the command line must not show
     * @param asInstalled whether to run it as its systemd unit does, see {@link InstalledRun}
     */
    public record Settings(
            Path jar,
            List<String> jvm,
            Map<String, String> properties,
            Map<String, String> environment,
            boolean asInstalled) {
        public Settings {
            jvm = List.copyOf(jvm);
            properties = Map.copyOf(properties);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Does not start it yet.
     *
     * @param name for messages, and of its folder
     * @param folder its own; made if it is missing
     */
    ServiceProcess(String name, Settings settings, Path folder) {
        this.name = name;
        this.settings = settings;
        this.folder = folder;
        this.installed = new InstalledRun(settings.jar(), folder.resolveSibling("cache"));
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    /** Of its HTTP interface; the same for life. */
    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Starts the process and does not wait for it, see {@link #awaitHealthy}. Does nothing if it runs. */
    public void start() {
        start(List.of());
    }

    /**
     * Runs a command of the jar, such as {@code doctor}, with the service's settings; what it says is in {@link #log()}.
     *
     * @return its exit code
     */
    public int run(String word, Duration patience) {
        return run(List.of(word), patience);
    }

    /** As {@link #run(String, Duration)}, with the command's own words after it. */
    public int run(List<String> words, Duration patience) {
        start(words);
        return awaitExit(patience);
    }

    private void start(List<String> words) {
        if (!isRunning()) {
            process = startChild(words);
        }
    }

    private Process startChild(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(command(words))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().keySet().removeIf(variable -> variable.matches("(SPRING|SYNC|SERVER|MANAGEMENT)_.*"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        // As the systemd units set it.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().putAll(settings.environment());
        if (settings.asInstalled()) {
            builder.environment().putAll(installed.environment(java(), settings.jvm(), ownJvm()));
        }
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot run " + name, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        if (settings.asInstalled()) {
            command.addAll(installed.command());
        } else {
            command.add(java().toString());
            command.addAll(settings.jvm());
            command.addAll(ownJvm());
            command.addAll(List.of("-jar", settings.jar().toString()));
        }
        command.addAll(words);
        command.add("--server.port=" + port);
        new TreeMap<>(settings.properties()).forEach((property, value) -> command.add("--" + property + "=" + value));
        return command;
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private List<String> ownJvm() {
        return List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    }

    /** Ends it with SIGKILL, as after a crash, and returns when it is gone. Does nothing if it does not run. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            if (!ends(running, KILLED)) {
                throw new IllegalStateException("%s, process %d, survives SIGKILL".formatted(name, running.pid()));
            }
        }
    }

    /**
     * Ends it with SIGTERM and returns when it is gone. Does nothing if it does not run.
     *
     * @throws IllegalStateException if it had to be killed after a minute; the message ends with its log
     */
    public void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!ends(running, STOPPED)) {
            kill();
            throw failure("did not end within %d s of SIGTERM and was killed".formatted(STOPPED.toSeconds()));
        }
        if (settings.asInstalled()) {
            installed.stopped();
        }
    }

    private static boolean ends(Process process, Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /**
     * Of the process that was started last.
     *
     * @throws IllegalStateException if none was started
     */
    public long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return running.pid();
    }

    /**
     * How it ended; 137 after {@link #kill()}, 143 after {@link #stop()}.
     *
     * @return empty if it runs or was never started
     */
    public Optional<Integer> exitCode() {
        Process running = process;
        return running == null || running.isAlive() ? Optional.empty() : Optional.of(running.exitValue());
    }

    /**
     * Waits until it ends by itself.
     *
     * @return its exit code
     */
    public int awaitExit(Duration patience) {
        Waiting.until(
                name + " ends",
                patience,
                () -> isRunning() ? Optional.of("It still runs. Its log ends:\n" + lastWords()) : Optional.empty());
        return exitCode().orElseThrow();
    }

    /**
     * Waits until its health is UP in every component.
     *
     * @throws IllegalStateException if it ends or is not healthy in time; the message ends with its log
     */
    public void awaitHealthy(Duration patience) {
        awaitStatus("UP", patience);
    }

    /**
     * Waits until its health has this status, such as {@code OFFLINE}.
     *
     * @throws IllegalStateException if it ends or does not come there in time; the message ends with its log
     */
    public void awaitStatus(String status, Duration patience) {
        await(
                "%s is %s".formatted(name, status),
                patience,
                health -> status.equals(health.path("status").asString("")));
    }

    /**
     * Waits until each part of it does its work; {@link #awaitHealthy} is content with parts that are still starting, as an
     * agent's is whose center was never there.
     *
     * @throws IllegalStateException if it ends or does not come there in time; the message ends with its log
     */
    public void awaitRunning(Duration patience) {
        await(name + " runs in all its parts", patience, ServiceProcess::runs);
    }

    private static boolean runs(JsonNode health) {
        return "UP".equals(health.path("status").asString(""))
                && health.path("components")
                        .valueStream()
                        .map(component ->
                                component.path("details").path("state").asString("RUNNING"))
                        .allMatch("RUNNING"::equals);
    }

    private void await(String what, Duration patience, Predicate<JsonNode> reached) {
        Waiting.until(what, patience, () -> {
            if (!isRunning()) {
                throw failure(
                        exitCode().map(code -> "ended with exit code " + code).orElse("was never started"));
            }
            JsonNode health = health();
            return reached.test(health)
                    ? Optional.empty()
                    : Optional.of("Its health is %s. Its log ends:\n%s".formatted(health, lastWords()));
        });
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException("%s %s. Its log ends:\n%s".formatted(name, what, lastWords()));
    }

    /** {@code /actuator/health}; an empty object if it does not answer. */
    public JsonNode health() {
        return health("");
    }

    /**
     * A group or component of its health.
     *
     * @param path such as {@code /liveness}, {@code /readiness} or {@code /sync}
     * @return an empty object if it does not answer
     */
    public JsonNode health(String path) {
        try {
            return JSON.readTree(
                    send(HttpRequest.newBuilder(uri("/actuator/health" + path))).body());
        } catch (IOException | JacksonException refused) {
            return JSON.createObjectNode();
        }
    }

    /**
     * All its metrics now.
     *
     * @throws UncheckedIOException if it does not answer
     */
    public Metrics metrics() {
        return Metrics.parse(get("/actuator/prometheus", "", ""));
    }

    /**
     * The sum over all series of a metric that have these tags and perhaps more; 0 if there is none.
     *
     * @param metric as Prometheus calls it, such as {@code sync_rows_total}
     * @param tags name, value, name, value …
     */
    public double metric(String metric, String... tags) {
        return metrics().sum(metric, tags).orElse(0);
    }

    /**
     * What it answers to a GET.
     *
     * @param user for basic authentication; empty for none
     * @throws UncheckedIOException if it does not answer, or with anything but 200
     */
    public String get(String path, String user, String password) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (!user.isEmpty()) {
            request.header("Authorization", basic(user, password));
        }
        try {
            HttpResponse<String> response = send(request);
            if (response.statusCode() != 200) {
                throw new IOException(
                        "HTTP %d from %s of %s: %s".formatted(response.statusCode(), path, name, response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not answer " + path, e);
        }
    }

    /** As {@link #get}, parsed. */
    public JsonNode json(String path, String user, String password) {
        return JSON.readTree(get(path, user, password));
    }

    /** @param body an empty object if there was none */
    public record Answer(int status, JsonNode body) {}

    /**
     * What it answers to a POST of JSON, whatever the status.
     *
     * @throws UncheckedIOException if it does not answer
     */
    public Answer post(String path, String json, String user, String password) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", basic(user, password))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        try {
            HttpResponse<String> response = send(request);
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not answer " + path, e);
        }
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for a service", cause);
    }

    /** Where all its starts have written. */
    public Path logFile() {
        return folder.resolve("service.log");
    }

    /** What it said last, up to 64 KiB; empty if nothing yet. */
    public String log() {
        if (!Files.exists(logFile())) {
            return "";
        }
        try (var channel = Files.newByteChannel(logFile())) {
            channel.position(Math.max(0, channel.size() - LOG_TAIL_BYTES));
            var buffer = ByteBuffer.allocate(LOG_TAIL_BYTES);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // read on
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of its log, for a message. */
    String lastWords() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGES), lines.size()));
    }

    /** Kills it. May be called twice. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name;
    }
}
